/// An amount of money: a whole number of billionths of the currency unit, wide enough for any price times any
/// quantity.
///
/// Sums and products of prices are exact: 128 bits hold 1.7e29 units of currency.
public struct Money: Hashable, Comparable, Sendable {
  /// The amount in units of 1e-9.
  public var nanos: Int128

  /// An amount of so many billionths.
  public init(nanos: Int128) { self.nanos = nanos }

  /// A price times a quantity, exactly.
  public init(_ price: Price, times quantity: Int64) { nanos = Int128(price.nanos) * Int128(quantity) }

  /// Nothing: 0.00.
  @inlinable public static var zero: Money { Money(nanos: 0) }

  /// Compares by value.
  public static func < (a: Money, b: Money) -> Bool { a.nanos < b.nanos }
  /// The exact sum.
  public static func + (a: Money, b: Money) -> Money { Money(nanos: a.nanos + b.nanos) }
  /// The exact difference.
  public static func - (a: Money, b: Money) -> Money { Money(nanos: a.nanos - b.nanos) }
  /// Adds exactly.
  public static func += (a: inout Money, b: Money) { a.nanos += b.nanos }
  /// Subtracts exactly.
  public static func -= (a: inout Money, b: Money) { a.nanos -= b.nanos }
}

extension Money: CustomStringConvertible {
  /// Decimal text with at least two and at most nine decimals.
  public var description: String {
    let magnitude = nanos.magnitude
    let whole = magnitude / 1_000_000_000
    let fraction = decimalText { appendDecimal(magnitude: UInt64(magnitude % 1_000_000_000), negative: false, to: &$0) }
    return (nanos < 0 ? "-" : "") + String(whole) + fraction.dropFirst()
  }
}
