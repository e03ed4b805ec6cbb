import MarketData

/// Seconds from a start as times of day, in New York or UTC.
struct PreviewTime: Hashable {
  private static let steps: [Int64] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
  ]

  let start: Timestamp
  let isEastern: Bool

  /// A moment of the axis, and what is written there.
  struct Tick: Hashable {
    var time: Double
    var label: String
  }

  /// At most so many round times within a length.
  func ticks(length: Double, most: Int) -> [Tick] {
    let step = Self.steps.first { length / Double($0) <= Double(most) } ?? 172_800
    let begin = midnight(at: 0)
    var time = ((start - begin).nanos / 1_000_000_000 / step) * step
    var ticks: [Tick] = []
    while true {
      let offset = (begin + .seconds(time) - start).inSeconds
      if offset > length { return ticks }
      if offset >= 0 { ticks.append(Tick(time: offset, label: label(at: offset, step))) }
      time += step
    }
  }

  private func label(at offset: Double, _ step: Int64) -> String {
    let seconds = (time(at: offset) - midnight(at: offset)).nanos / 1_000_000_000
    if step >= 86_400 { return String(date(at: offset).dropFirst(5)) }
    let minutes = "\(twoDigits(seconds / 3600)):\(twoDigits(seconds / 60 % 60))"
    return step < 60 ? minutes + ":\(twoDigits(seconds % 60))" : minutes
  }

  /// As in `2024-01-16`.
  func date(at offset: Double) -> String {
    // Noon is on the same date in UTC.
    String((midnight(at: offset) + .seconds(12 * 3600)).text(decimals: 0).prefix(10))
  }

  private func time(at offset: Double) -> Timestamp { start + .milliseconds(Int64((offset * 1000).rounded())) }

  private func midnight(at offset: Double) -> Timestamp {
    let time = time(at: offset)
    if isEastern { return EasternTime.midnight(of: time) }
    let day: Int64 = 86_400_000_000_000
    return Timestamp(nanos: time.nanos - (time.nanos % day + day) % day)
  }

  private func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// A scale of prices.
struct PriceScale: Hashable {
  /// From the lower to the upper end.
  let range: ClosedRange<Double>
  /// Round prices within.
  let ticks: [Double]

  /// A scale around prices, with a little room, and at most so many ticks.
  init(_ prices: ClosedRange<Double>, most: Int) {
    let span = max(prices.upperBound - prices.lowerBound, abs(prices.upperBound) * 0.001, 1e-6)
    let middle = (prices.lowerBound + prices.upperBound) / 2
    let half = span * 0.53
    range = (middle - half)...(middle + half)
    var step = 1e-6
    var factors = [2, 2.5, 2]
    while span * 1.06 / step > Double(most) {
      let factor = factors.removeFirst()
      step *= factor
      factors.append(factor)
    }
    let first = (range.lowerBound / step).rounded(.up)
    ticks = stride(from: first, through: range.upperBound / step, by: 1).map { $0 * step }
  }

  /// Where a price is: 0 at the lower end, 1 at the upper.
  func place(_ price: Double) -> Double {
    min(1, max(0, (price - range.lowerBound) / (range.upperBound - range.lowerBound)))
  }
}
