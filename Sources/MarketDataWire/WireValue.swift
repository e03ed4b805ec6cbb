/// A value that a client sent, in JSON or MessagePack.
public enum WireValue: Hashable, Sendable {
  /// JSON's `null`, MessagePack's `nil`.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number that 64 bits hold.
  case integer(Int64)
  /// Any other number.
  case number(Double)
  /// A text.
  case string(String)
  /// Bytes; only MessagePack has them.
  case bytes([UInt8])
  /// Values in a row.
  case array([WireValue])
  /// Values by name. Of a name that comes twice, the last counts.
  case object([String: WireValue])

  /// How deep arrays and objects may nest.
  static let maxDepth = 32

  /// The value of a member; nil when there is none, or this is no object.
  public subscript(name: String) -> WireValue? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }

  /// The text, if it is one.
  public var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }
}
