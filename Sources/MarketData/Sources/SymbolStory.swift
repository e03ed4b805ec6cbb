/// What was told of a symbol besides its quotes: whether it is halted, and the limits of its price.
struct SymbolStory {
  var isHalted = false
  private(set) var limits: PriceLimits?
  /// When they were last looked at, on the source's scale.
  private(set) var renewedAt = Int64.min
  private var bands: UInt64 = 0

  /// What is new about a halt.
  mutating func tellHalt(_ halted: Bool, _ symbol: Symbol, at time: Timestamp) -> SourceEvent? {
    guard halted != isHalted else { return nil }
    isHalted = halted
    let status = TradingStatus(
      symbol: symbol, code: halted ? "H" : "T", message: halted ? "Trading Halt" : "Trading Resumption",
      reasonCode: "LUDP", reasonMessage: "Volatility Trading Pause", timestamp: time)
    return SourceEvent(.status(status), at: time)
  }

  /// Sets limits around a price, if it is time to.
  ///
  /// - Returns: The limits, if they are new.
  mutating func renew(
    _ bands: ScenarioParameters.Bands, around price: Double, in stretch: ScenarioStretch, at elapsed: Int64,
    _ symbol: Symbol, origin: Timestamp
  ) -> SourceEvent? {
    if let last = bands.lastRenewal(in: stretch, by: elapsed) {
      guard limits == nil || renewedAt < last else { return nil }
    } else if limits != nil {
      return nil
    }
    renewedAt = elapsed
    let found = PriceLimits(around: price, width: bands.width)
    guard found != limits else { return nil }
    limits = found
    self.bands += 1
    let time = origin.adding(nanos: elapsed)
    let band = PriceBand(
      symbol: symbol, upper: found.upper, lower: found.lower, timestamp: time, sequence: self.bands)
    return SourceEvent(.priceBand(band), at: time)
  }
}

extension ScenarioParameters.Bands {
  private var interval: Int64 { Int64(renewedEveryMs) * 1_000_000 }

  /// When they were last due to be renewed, with the begin of the phase first; nil if never.
  func lastRenewal(in stretch: ScenarioStretch, by elapsed: Int64) -> Int64? {
    guard renewedEveryMs > 0 else { return nil }
    let begin = max(stretch.begin.time, 0)
    return begin + floored(elapsed - begin, to: interval)
  }

  /// When they are due to be renewed next.
  func nextRenewal(in stretch: ScenarioStretch, after elapsed: Int64) -> Int64 {
    lastRenewal(in: stretch, by: elapsed).map { sum($0, interval) } ?? .max
  }
}
