import MarketData

/// The bars of one length that have begun, on their way through what becomes of them: four ticks, and the bar itself.
///
/// The first of four parts of the window begins with the open, the next two with the high and the low, in the order that
/// fits, the last with the close, which carries the volume; at the window's end the bar is whole. A tick that would
/// repeat the open or the close is left out. Bars come in the order of time, so each stage takes them in that order too.
struct BarLane: Hashable, Sendable {
  /// What becomes of a bar, in order.
  enum Stage: Int, CaseIterable {
    case open, first, second, close, whole
  }

  let length: HistoryBar.Length
  private var bars: [HistoryBar] = []
  /// How many bars each stage has taken.
  private var taken = [Int](repeating: 0, count: Stage.allCases.count)
  /// How much of the volume of the next close was given.
  private var given: Int64 = 0

  init(_ length: HistoryBar.Length) { self.length = length }

  var isEmpty: Bool { taken[Stage.whole.rawValue] == bars.count }
  /// When the oldest bar under way began.
  var start: Timestamp? { isEmpty ? nil : bars[taken[Stage.whole.rawValue]].start }

  mutating func append(_ bar: HistoryBar) {
    bars.append(bar)
    skip(.first)
    skip(.second)
  }

  /// What a stage takes next, and when; nil when there is nothing.
  @inline(__always)
  func next(_ stage: Stage) -> (bar: HistoryBar, time: Timestamp)? {
    let index = taken[stage.rawValue]
    guard index < bars.count else { return nil }
    return (bars[index], bars[index].start.adding(nanos: length.rawValue / 4 * Int64(stage.rawValue)))
  }

  /// What the next close carries of its volume: all that a tick can hold.
  var nextVolume: Int32 { next(.close).map { Int32(clamping: $0.bar.volume - given) } ?? 0 }

  /// Goes on to the next bar; a close with more volume than a tick can hold comes again.
  mutating func take(_ stage: Stage) {
    if stage == .close, let bar = next(.close)?.bar {
      given += Int64(nextVolume)
      if given < bar.volume { return }
      given = 0
    }
    taken[stage.rawValue] += 1
    if stage == .first || stage == .second { skip(stage) }
    if stage == .whole { forget() }
  }

  /// Passes over ticks that are left out.
  private mutating func skip(_ stage: Stage) {
    while let bar = next(stage)?.bar {
      let price = bar.price(at: stage)
      guard price == bar.open || price == bar.close else { return }
      taken[stage.rawValue] += 1
    }
  }

  /// Forgets bars that are over, now and then.
  private mutating func forget() {
    let over = taken[Stage.whole.rawValue]
    guard over >= 64, over * 2 >= bars.count else { return }
    bars.removeFirst(over)
    for stage in taken.indices { taken[stage] -= over }
  }
}

extension HistoryBar {
  /// The price of a tick. A bar that rose went through its low first.
  func price(at stage: BarLane.Stage) -> Price {
    switch stage {
    case .open: open
    case .first: close >= open ? low : high
    case .second: close >= open ? high : low
    case .close, .whole: close
    }
  }

  /// The volume-weighted average, or where that was not recorded the mean of high, low and close.
  var average: Price { vwap ?? Price(nanos: Int64((Int128(high.nanos) + Int128(low.nanos) + Int128(close.nanos)) / 3)) }
}
