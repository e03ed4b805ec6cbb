import MarketData

extension SoakJudge {
  /// Whatever moves it, a price of the source stays within max(10 ticks, base / 1000) and base × 1000, give or take its
  /// rounding to a tick, and between a bid and an ask above zero.
  mutating func judgePrices() {
    for case .quotes(let quotes, _) in outcome.clean {
      // Those pushed from outside, which may be anything, have no spread.
      for quote in quotes where quote.bid != quote.ask {
        let base = options.config.symbols[quote.symbol]?.basePrice ?? options.config.defaultBasePrice
        let isSound = quote.bid > .zero && quote.bid <= quote.price && quote.price <= quote.ask
        problems.expect(isSound && isWithin(quote.price.approximate, base: base.approximate), "no price: \(quote)")
      }
    }
  }

  private func isWithin(_ price: Double, base: Double) -> Bool {
    func tick(_ price: Double) -> Double { price < 1 ? 0.0001 : 0.01 }
    return price + tick(price) > max(10 * tick(base), base / 1000) && price - tick(price) < base * 1000
  }
}
