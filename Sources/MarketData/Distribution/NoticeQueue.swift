/// Notices that wait to be told. Bounded by what there is to tell of: when many wait, of each symbol the first state and
/// the last stay, of each kind of event of a market or a replay the last.
struct NoticeQueue {
  private(set) var notices: [StreamNotice] = []
  private var limit = leastLimit
  private static let leastLimit = 64

  var isEmpty: Bool { notices.isEmpty }

  mutating func append(_ more: [StreamNotice]) {
    guard !more.isEmpty else { return }
    notices += more
    if notices.count > limit { compact() }
  }

  mutating func takeAll() -> [StreamNotice] {
    defer { self = NoticeQueue() }
    return notices
  }

  private enum Topic: Hashable {
    case health(Symbol)
    case market(Symbol, Int)
    case gap(Gap)
    case replay(Int)
  }

  private mutating func compact() {
    var last: [Topic: Int] = [:]
    var firstState: [Symbol: StreamHealth] = [:]
    for (index, notice) in notices.enumerated() {
      last[topic(of: notice)] = index
      if case .health(let change) = notice, firstState[change.symbol] == nil { firstState[change.symbol] = change.from }
    }
    notices = last.values.sorted().compactMap { index in
      guard case .health(var change) = notices[index] else { return notices[index] }
      change.from = firstState[change.symbol] ?? change.from
      return change.from == change.to ? nil : .health(change)
    }
    limit = max(Self.leastLimit, 2 * notices.count)
  }

  private func topic(of notice: StreamNotice) -> Topic {
    switch notice {
    case .gap(let gap): .gap(gap)
    case .health(let change): .health(change.symbol)
    case .market(let event): .market(event.symbol, event.kindNumber)
    case .replay(let notice): .replay(notice.kindNumber)
    }
  }
}

extension ReplayNotice {
  /// Tells kinds of notice apart.
  fileprivate var kindNumber: Int {
    switch self {
    case .completed: 0
    case .looped: 1
    case .seeked: 2
    case .paused, .resumed: 3
    case .reached: 4
    case .failed: 5
    }
  }
}

extension MarketEvent {
  /// Tells kinds of event apart.
  fileprivate var kindNumber: Int {
    switch self {
    case .trade: 0
    case .book: 1
    case .bar: 2
    case .fairValue: 3
    case .priceBand: 4
    case .status: 5
    case .correction: 6
    case .cancel: 7
    }
  }
}
