/// The ways in which a quote can be made to lie.
public enum Corruption: String, Hashable, Sendable, CaseIterable, Codable {
  /// The bid is above the ask.
  case crossedBook = "crossed_book"
  /// The price is zero.
  case zeroPrice = "zero_price"
  /// The price is negative.
  case negativePrice = "negative_price"
  /// The price is 1000 times what it was.
  case thousandfoldPrice = "thousandfold_price"

  func apply(to quote: inout Quote) {
    switch self {
    case .crossedBook:
      // Pushed quotes may have any book: one without a spread is crossed by a cent, a crossed one stays crossed.
      let least = Price(nanos: quote.bid == quote.ask ? Price.scale / 100 : 0)
      (quote.bid, quote.ask) = (max(quote.bid, quote.ask) + least, min(quote.bid, quote.ask))
    case .zeroPrice: quote.price = .zero
    case .negativePrice: quote.price = Price(nanos: -quote.price.nanos)
    case .thousandfoldPrice: quote.price = quote.price.times(1000)
    }
  }
}
