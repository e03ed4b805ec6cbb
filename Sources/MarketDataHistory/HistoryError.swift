/// Why history cannot be read or kept.
public struct HistoryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where: a file, with line and column of text or the byte offset of what is not, such as `day.csv:12:5`.
  public var place: String
  /// What would be right.
  public var expected: String
  /// What is there instead.
  public var found: String
  /// What to do about it, when the first two do not say.
  public var hint: String?

  /// An error at a place.
  public init(_ place: String, expected: String, found: String, hint: String? = nil) {
    (self.place, self.expected, self.found, self.hint) = (place, expected, found, hint)
  }

  /// What was expected, what was found, what to do.
  public var description: String {
    "\(place): expected \(expected), found \(found)" + (hint.map { "; \($0)" } ?? "")
  }
}
