import MarketData

/// Reads durations as people write them: `500ms`, `30s`, `5m`, `6h30m`, `1d`.
enum DurationText {
  /// Nanoseconds of each unit, the largest first: the order in which they may stand.
  private static let units: [(name: String, nanos: Int64)] = [
    ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000),
  ]

  /// Reads whole numbers, each with its unit, the larger units first and each at most once.
  ///
  /// - Throws: `DurationTextError` for anything else, for nothing and zero, and beyond 100 years.
  static func parse(_ text: String) throws(DurationTextError) -> Duration {
    let failure = DurationTextError(text: String(text.prefix(64)))
    var rest = text[...]
    var allowed = units[...]
    var total: Int64 = 0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      let name = rest.dropFirst(digits.count).prefix { $0.isLetter }
      guard let number = Int64(digits), let place = allowed.firstIndex(where: { $0.name == name }) else {
        throw failure
      }
      let (part, tooBig) = number.multipliedReportingOverflow(by: allowed[place].nanos)
      let (sum, over) = total.addingReportingOverflow(part)
      guard !tooBig, !over else { throw failure }
      total = sum
      allowed = allowed[(place + 1)...]
      rest = rest.dropFirst(digits.count + name.count)
    }
    guard total > 0, total <= 36_500 * units[0].nanos else { throw failure }
    return .nanoseconds(total)
  }

  /// The duration with its two largest units: `1d2h`, `6h30m`, `1m5s`, `12s`.
  static func brief(_ duration: Duration) -> String {
    let seconds = max(0, duration.nanos / 1_000_000_000)
    let parts = [(seconds / 86400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")]
    guard let first = parts.firstIndex(where: { $0.0 > 0 }) else { return "0s" }
    return parts[first...].prefix(2).filter { $0.0 > 0 }.map { "\($0)\($1)" }.joined()
  }
}

/// Why a text is not a duration.
struct DurationTextError: Error, Hashable, CustomStringConvertible {
  /// The text as found, cut to 64 characters.
  var text: String
  var description: String {
    "expected a duration above 0 and up to 100 years such as 500ms, 30s, 5m, 6h30m or 1d, found \"\(text)\""
  }
}
