import MarketData
import MarketDataWire
import NIOCore

// From the market to the hub.
extension LoopHub {
  /// How many quotes wait between the market and the hub. A made-up market waits beyond it, a live one does not.
  private static let bound = 4096
  /// After so many quotes what waits is written, even if there are more at once.
  private static let quotesPerFlush = 1024

  /// After so many quotes the loop sees to its sockets.
  private static let quotesPerTurn = 2048

  /// A reader of the market, or nil when the hub has stopped.
  func subscribe() -> BatchReader? {
    guard !isStopped else { return nil }
    reader = try? service.reader(policy: service.isLive ? .dropOldest : .suspend, bound: Self.bound)
    return reader
  }

  /// Takes in what the market emitted.
  func publish(_ batch: QuoteBatch) {
    hub.now = now
    for notice in batch.notices { take(notice) }
    for quote in batch {
      takeIntoBars(quote, at: hub.now)
      hub.publish(quote)
    }
    closeBars(at: hub.now)
    hub.closeFrames()
    unflushed += batch.count
    unrested += batch.count
    if unflushed > Self.quotesPerFlush { flushDirty() } else { scheduleFlush() }
  }

  private func take(_ notice: StreamNotice) {
    switch notice {
    case .gap(let gap): lost += Int(gap.count)
    case .market(let event): hub.publish(event)
    // What is open belongs to another time; and no dialect has words for a replay, nor for health.
    case .replay(let event): if event.isDiscontinuity { bars = BarBuilder(kinds: bars.kinds) }
    case .health: break
    }
  }

  /// Takes in an event that did not come from the market.
  func push(_ event: MarketEvent) {
    hub.now = now
    hub.publish(event)
    hub.closeFrames()
    scheduleFlush()
  }

  /// Returns when there is room for more, and when the loop has seen to its sockets.
  func room() async {
    if isCrowded, !isStopped { await withCheckedContinuation { waiter = $0 } }
    guard unrested > Self.quotesPerTurn else { return }
    unrested = 0
    // Flat out there is always a next batch, and a loop goes on with tasks as long as there are any: only one that is
    // due later makes it look at its sockets.
    await withCheckedContinuation { continuation in
      loop.assumeIsolated().scheduleTask(in: .microseconds(10)) { continuation.resume() }
    }
  }

  /// Whether a client is so far behind that a market which goes as fast as it is read must wait for it.
  var isCrowded: Bool {
    guard service.config.pace == .unpaced, !service.isLive else { return false }
    return blocked.contains { hub.backlog(of: $0) > config.clientBufferBytes / 2 }
  }

  /// Lets the feed go on if there is room again.
  func makeRoom() {
    guard let waiting = waiter, isStopped || !isCrowded else { return }
    waiter = nil
    waiting.resume()
  }

  /// Tells the market of changed demand, one change after the other.
  func settleDemand() {
    guard !isSettling, !demand.isSettled else { return }
    isSettling = true
    let bound = NIOLoopBound(self, eventLoop: loop)
    settling = Task { [feed] in await feed.settleDemand(of: bound) }
  }
}
