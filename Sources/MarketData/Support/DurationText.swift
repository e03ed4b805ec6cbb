/// Durations as people write them: `500ms`, `30s`, `5m`, `6h30m`, `1d`.
package enum DurationText {
  /// Nanoseconds of each unit, the largest first: the order in which they may stand.
  private static let units: [(name: String, nanos: Int64)] = [
    ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000),
    ("us", 1000), ("ns", 1),
  ]
  private static let limit: Int64 = 36_500 * 86_400_000_000_000

  /// Reads whole numbers, each with its unit, the larger units first and each at most once.
  ///
  /// - Throws: `DurationTextError` for anything else, for nothing and zero, and beyond 100 years.
  package static func parse(_ text: String) throws(DurationTextError) -> Duration {
    guard let nanos = nanos(text[...]), nanos > 0 else { throw DurationTextError(text: String(text.prefix(64))) }
    return .nanoseconds(nanos)
  }

  /// Reads the same, zero included, and behind a minus sign what is negative; nil for anything else, and beyond 100
  /// years.
  package static func read(_ text: some StringProtocol) -> Duration? {
    let isNegative = text.first == "-"
    return nanos(Substring(isNegative ? text.dropFirst() : text[...])).map { .nanoseconds(isNegative ? -$0 : $0) }
  }

  private static func nanos(_ text: Substring) -> Int64? {
    var rest = text
    var allowed = units[...]
    var total: Int64 = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      let name = rest.dropFirst(digits.count).prefix { $0.isLetter }
      guard let number = Int64(digits), let place = allowed.firstIndex(where: { $0.name == name }) else { return nil }
      let (part, tooBig) = number.multipliedReportingOverflow(by: allowed[place].nanos)
      let (sum, over) = total.addingReportingOverflow(part)
      guard !tooBig, !over, sum <= limit else { return nil }
      total = sum
      allowed = allowed[(place + 1)...]
      rest = rest.dropFirst(digits.count + name.count)
    }
    return total
  }

  /// The duration in all its units, so that it reads back to the same: `1m30s`, `-2s`, `0s`. What is less than a
  /// nanosecond is cut off.
  package static func text(_ duration: Duration) -> String {
    var rest = duration.nanos.magnitude
    var text = ""
    for unit in units {
      let (count, remainder) = rest.quotientAndRemainder(dividingBy: unit.nanos.magnitude)
      if count > 0 { text += "\(count)\(unit.name)" }
      rest = remainder
    }
    return text.isEmpty ? "0s" : (duration < .zero ? "-" : "") + text
  }

  /// The duration with its two largest units: `1d2h`, `6h30m`, `1m5s`, `12s`.
  package static func brief(_ duration: Duration) -> String {
    let seconds = max(0, duration.nanos / 1_000_000_000)
    let parts = [(seconds / 86400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")]
    guard let first = parts.firstIndex(where: { $0.0 > 0 }) else { return "0s" }
    return parts[first...].prefix(2).filter { $0.0 > 0 }.map { "\($0)\($1)" }.joined()
  }
}

/// Why a text is not a duration.
package struct DurationTextError: Error, Hashable, CustomStringConvertible {
  /// The text as found, cut to 64 characters.
  package var text: String
  /// What was expected, what was found.
  package var description: String {
    "expected a duration above 0 and up to 100 years such as 500ms, 30s, 5m, 6h30m or 1d, found \"\(text)\""
  }
}
