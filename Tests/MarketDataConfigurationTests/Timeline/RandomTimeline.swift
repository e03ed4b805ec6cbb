import MarketData

/// Timelines with every kind of window, every value drawn within its rule.
struct RandomTimeline {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// Windows of one kind follow one another, so that none overlaps.
  consuming func timeline(symbols: [String]? = ["AAPL", "BRK.B", "NO"]) throws -> FaultTimeline {
    var generator = self
    return FaultTimeline(try generator.windows(symbols))
  }

  private mutating func windows(_ tickers: [String]?) throws -> [FaultWindow] {
    var windows: [FaultWindow] = []
    for kind in 0..<8 {
      var from = Duration.zero
      for _ in 0..<whole(0...2) {
        from += duration()
        var window = FaultWindow(fault(kind), from: from, lasting: duration())
        from += window.lasting ?? .zero
        window.name = ["", "lunch", "é\"\\ #", "null", "a: b"].randomElement(using: &random) ?? ""
        if let tickers, whole(0...1) == 0 {
          window.symbols = Set(try tickers.prefix(whole(1...tickers.count)).map { try Symbol($0) })
        }
        windows.append(window)
      }
      // The last one of a kind may be for good, but for a swizzle.
      if let last = windows.indices.last, kind != 0, whole(0...2) == 0, windows[last].fault.isKind(kind) {
        windows[last].lasting = nil
      }
    }
    return windows
  }

  private mutating func fault(_ kind: Int) -> ScriptedFault {
    switch kind {
    case 0: .swizzle(fraction: Double.random(in: 0.000_001...1, using: &random))
    case 1: .mute
    case 2: .first(whole(0...1_000_000_000))
    case 3:
      .burstLoss(
        BurstLoss(goodToBad: chance(), badToGood: chance(), lossWhenGood: chance(), lossWhenBad: chance()))
    case 4: .clockStep(.nanoseconds(whole(1...86_400_000_000_000)) * (whole(0...1) == 0 ? -1 : 1))
    case 5: .clockSkew(partsPerMillion: Double.random(in: -1_000_000 ... -0.001, using: &random))
    case 6: .drift(rate: Double.random(in: 0.002...0.999, using: &random))
    default: .faults(faults())
    }
  }

  private mutating func faults() -> FaultConfig {
    var faults = FaultConfig()
    faults.enabled = whole(0...3) > 0
    (faults.dropProbability, faults.corruptProbability) = (chance(), whole(0...1) == 0 ? 0 : chance())
    faults.delayMsRange = whole(0...9)...whole(10...86_400_000)
    return faults
  }

  private mutating func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  private mutating func chance() -> Double { Double.random(in: 0...1, using: &random) }
  private mutating func duration() -> Duration { .nanoseconds(whole(1...3_600_000_000_000)) }
}

extension ScriptedFault {
  fileprivate func isKind(_ kind: Int) -> Bool {
    switch self {
    case .swizzle: kind == 0
    case .mute: kind == 1
    case .first: kind == 2
    case .burstLoss: kind == 3
    case .clockStep: kind == 4
    case .clockSkew: kind == 5
    case .drift: kind == 6
    case .faults: kind == 7
    }
  }
}
