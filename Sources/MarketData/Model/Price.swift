/// A price: a whole number of billionths of the currency unit.
///
/// The scale, 1e-9, is that of Databento's DBN. A price is exact: text goes in and comes out digit by digit, never
/// through `Double`. Negative and zero prices are values too; whether they make sense is judged where they are used.
public struct Price: Hashable, Comparable, Sendable, Codable {
  /// The price in units of 1e-9.
  public var nanos: Int64

  /// A price of so many billionths.
  @inlinable
  public init(nanos: Int64) { self.nanos = nanos }

  /// Units in one whole: 1e9.
  @inlinable public static var scale: Int64 { 1_000_000_000 }
  /// No price at all: 0.00.
  @inlinable public static var zero: Price { Price(nanos: 0) }

  /// Compares by value.
  @inlinable
  public static func < (a: Price, b: Price) -> Bool { a.nanos < b.nanos }

  /// The sum, clamped to what a price can hold.
  @inlinable
  public static func + (a: Price, b: Price) -> Price {
    let (sum, overflow) = a.nanos.addingReportingOverflow(b.nanos)
    return Price(nanos: overflow ? (b.nanos < 0 ? .min : .max) : sum)
  }

  /// The difference, clamped to what a price can hold.
  @inlinable
  public static func - (a: Price, b: Price) -> Price {
    let (difference, overflow) = a.nanos.subtractingReportingOverflow(b.nanos)
    return Price(nanos: overflow ? (b.nanos < 0 ? .max : .min) : difference)
  }

  /// The price times a whole number, clamped to what a price can hold.
  @inlinable
  public func times(_ factor: Int64) -> Price {
    let (product, overflow) = nanos.multipliedReportingOverflow(by: factor)
    return Price(nanos: overflow ? ((nanos < 0) == (factor < 0) ? .max : .min) : product)
  }

  /// The nearest `Double`. For charts and statistics; arithmetic on money stays with `Price` and `Money`.
  @inlinable
  public var approximate: Double { Double(nanos) / 1e9 }
}

extension Price: CustomStringConvertible {
  /// Decimal text with at least two and at most nine decimals: `150.25`, `450.00`, `-0.0001`.
  public var description: String {
    decimalText { appendDecimal(magnitude: nanos.magnitude, negative: nanos < 0, to: &$0) }
  }

  /// Reads a price as its decimal text.
  ///
  /// - Throws: `DecodingError.dataCorrupted` with the text of the `PriceError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do { self = try Price(container.decode(String.self)) } catch let error as PriceError {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Writes a price as its decimal text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
