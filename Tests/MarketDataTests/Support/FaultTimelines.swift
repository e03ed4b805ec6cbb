import Testing

@testable import MarketData

extension FaultTimeline {
  /// A valid timeline, drawn from all that there are.
  static func random(_ random: inout SplitMix64, of symbols: [Symbol], seconds: UInt64) -> FaultTimeline {
    var config = MarketDataConfig()
    for number in 0..<random.next() % 12 {
      var window = FaultWindow(fault(&random))
      window.from = .milliseconds(random.next() % (seconds * 1000))
      window.lasting = .milliseconds(random.next() % (seconds * 500) + 1)
      if random.next() % 6 == 0, window.fault.kind != .swizzle { window.lasting = nil }
      let some = Set(symbols.filter { _ in random.next() % 2 == 0 })
      if !some.isEmpty { window.symbols = some }
      window.name = "window \(number)"
      config.timeline.windows.append(window)
      if !config.validate().isEmpty { config.timeline.windows.removeLast() }
    }
    return config.timeline
  }

  private static func fault(_ random: inout SplitMix64) -> ScriptedFault {
    func chance() -> Double { [0.01, 0.1, 0.5, 1][Int(random.next() % 4)] }
    switch random.next() % 8 {
    case 0: return .mute
    case 1: return .first(Int(random.next() % 20))
    case 2:
      return .burstLoss(
        BurstLoss(goodToBad: chance(), badToGood: chance(), lossWhenGood: chance() / 10, lossWhenBad: chance()))
    case 3: return .clockStep(.nanoseconds(Int64(random.next() % 4_000_000_000) - 1_999_999_999))
    case 4: return .clockSkew(partsPerMillion: (random.unit() - 0.5) * 200_000)
    case 5: return .drift(rate: 0.3 + random.unit() * 0.69)
    case 6: return .swizzle(fraction: chance())
    default: return .faults(.only([FaultKind.byChance[Int(random.next() % 7)]], chance() / 2))
    }
  }
}
