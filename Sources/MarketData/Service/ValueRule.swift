/// What a configuration value must be: a test, the words for it in an error, and the text of a value.
///
/// `validate()` and the readers of files share these, so that both refuse the same values in the same words.
package struct ValueRule<Value>: Sendable {
  /// Completes "expected …".
  package let expected: String
  /// Whether a value keeps the rule.
  package let allows: @Sendable (Value) -> Bool
  /// The value as a configuration file has it.
  package let text: @Sendable (Value) -> String

  /// A rule in these words.
  package init(
    _ expected: String, allows: @escaping @Sendable (Value) -> Bool = { _ in true },
    text: @escaping @Sendable (Value) -> String = { "\($0)" }
  ) {
    (self.expected, self.allows, self.text) = (expected, allows, text)
  }
}

extension ValueRule<Int> {
  /// A whole number of the range.
  package static func whole(_ range: ClosedRange<Int>) -> Self {
    Self("a whole number from \(range.lowerBound) to \(range.upperBound)", allows: range.contains)
  }
}

extension ValueRule<String> {
  /// A text of at most so many characters, all of which can be seen.
  package static func visibleText(upTo limit: Int) -> Self {
    Self(
      "at most \(limit) characters, none of them invisible",
      allows: { $0.count <= limit && !$0.unicodeScalars.contains(where: isInvisible) },
      text: { $0.count <= limit ? String(reflecting: $0) : "\($0.count) characters" })
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    [.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
  }
}

extension ValueRule<Double> {
  /// A number of the range; not-a-number is in none.
  package static func number(_ range: ClosedRange<Double>) -> Self {
    let (low, high) = (shortText(range.lowerBound), shortText(range.upperBound))
    return Self("a number from \(low) to \(high)", allows: range.contains, text: shortText)
  }
}

extension ValueRule<Duration> {
  /// A duration of whole milliseconds, so that it can be written down as one number.
  package static func milliseconds(_ range: ClosedRange<Int>) -> Self {
    let bounds = Duration.milliseconds(range.lowerBound)...Duration.milliseconds(range.upperBound)
    return Self(
      "a whole number of milliseconds from \(range.lowerBound) to \(range.upperBound)",
      allows: { bounds.contains($0) && $0.components.attoseconds % 1_000_000_000_000_000 == 0 },
      text: millisecondText)
  }
}

extension ValueRule<ClosedRange<Int>> {
  /// A range of whole milliseconds within the bounds.
  package static func millisecondRange(in bounds: ClosedRange<Int>) -> Self {
    Self(
      "milliseconds as [least, most] or one whole number, from \(bounds.lowerBound) to \(bounds.upperBound)",
      allows: { bounds.contains($0.lowerBound) && bounds.contains($0.upperBound) },
      text: { "[\($0.lowerBound), \($0.upperBound)]" })
  }
}

extension ValueRule<Price> {
  /// A price of the range.
  package static func price(_ range: ClosedRange<Price>) -> Self {
    Self("a price from \(range.lowerBound) to \(range.upperBound) with at most 9 decimals", allows: range.contains)
  }
}

extension ValueRule<Pace> {
  /// A pace as one number: 1 as fast as a real market, 0 as fast as its consumers.
  package static func speed(_ range: ClosedRange<Double>) -> Self {
    Self(
      "0 (unpaced) or a number from \(shortText(range.lowerBound)) to \(shortText(range.upperBound))",
      allows: { if case .scaled(let factor) = $0 { range.contains(factor) } else { true } },
      text: {
        switch $0 {
        case .realTime: "1"
        case .unpaced: "0"
        case .scaled(let factor): shortText(factor)
        }
      })
  }
}

/// A duration in milliseconds. Whole ones go by whole numbers, since dividing durations is not exact.
@Sendable private func millisecondText(_ duration: Duration) -> String {
  let (whole, rest) = duration.attoseconds.quotientAndRemainder(dividingBy: 1_000_000_000_000_000)
  return rest == 0 ? "\(whole)" : shortText(duration / .milliseconds(1))
}

/// The shortest text that reads back as the same number, whole numbers without a point.
func shortText(_ number: Double) -> String {
  Int64(exactly: number).map { "\($0)" } ?? "\(number)"
}
