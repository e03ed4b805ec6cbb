import MarketDataHistory

/// A parser, and what must hold of it whatever the bytes: it ends, it answers with a value or an error that has a text,
/// and what it reads prints as something that it reads as the same.
package enum FuzzTarget: String, Sendable, CaseIterable {
  /// `Price`
  case price
  /// `Symbol`
  case symbol
  /// `Timestamp`
  case timestamp
  /// Durations such as `1h30m`.
  case duration
  /// Scenario files.
  case scenario
  /// A timeline of faults in a configuration.
  case timeline
  /// The JSON of a cached quote.
  case cachedQuote = "cached_quote"
  /// `redis.url`
  case redisURL = "redis_url"
  /// History as a table.
  case csv
  /// History as Alpaca's JSON.
  case alpaca
  /// History as DBN.
  case dbn

  /// What is wrong; nil: nothing.
  package func problem(_ bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    return switch self {
    case .price: priceProblem(text)
    case .symbol: symbolProblem(text)
    case .timestamp: timestampProblem(text)
    case .duration: durationProblem(text)
    case .scenario: scenarioProblem(text)
    case .timeline: timelineProblem(text)
    case .cachedQuote: cachedQuoteProblem(bytes)
    case .redisURL: redisURLProblem(text)
    case .csv: textProblem(bytes, .csv)
    case .alpaca: textProblem(bytes, .alpaca)
    case .dbn: tapeProblem(bytes)
    }
  }
}

/// What is wrong with the text of an error; nil: nothing.
func complaint(_ error: some CustomStringConvertible, limit: Int = 1000) -> String? {
  let text = error.description
  if !text.contains("expected ") { return "an error that does not say what was expected: \(text)" }
  return text.count <= limit ? nil : "an error of \(text.count) characters"
}
