import MarketData

/// Money for people: whole cents, a comma between thousands. What is beyond cents is cut off.
enum MoneyText {
  /// As in `-12,345.67`.
  static func cents(_ money: Money) -> String {
    let cents = money.nanos.magnitude / 10_000_000
    return (money < .zero && cents > 0 ? "-" : "") + decimal(cents)
  }

  /// As `cents`, with a plus sign above zero.
  static func signedCents(_ money: Money) -> String { (money > .zero ? "+" : "") + cents(money) }
}
