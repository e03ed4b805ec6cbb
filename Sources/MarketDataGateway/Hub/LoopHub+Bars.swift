import MarketData
import MarketDataWire
import NIOCore

// Bars, from the quotes that pass.
extension LoopHub {
  /// Takes a quote into its bars; publishes those that it closes, which come before it.
  ///
  /// Prices that a recorded bar passed through make none: that bar comes itself.
  func takeIntoBars(_ quote: Quote, at wall: Timestamp) {
    time.reach(quote.received, at: wall)
    guard !quote.changes.contains(.mark) else { return }
    bars.take(quote, into: &closedBars)
    if !closedBars.isEmpty { publishBars() }
  }

  /// Publishes the bars whose time is over, and sees to it that this is done again when the next one's is.
  func closeBars(at wall: Timestamp) {
    if let market = time.market(at: wall) {
      bars.advance(to: market, into: &closedBars)
      publishBars()
    }
    scheduleBars(at: wall)
  }

  /// Lets beats be made only while somebody wants them.
  func adjustBars() {
    let wanted = hub.isWanted(.beats)
    guard wanted != bars.kinds.contains(.beat) else { return }
    if wanted { bars.kinds.insert(.beat) } else { bars.kinds.remove(.beat) }
    hub.now = now
    closeBars(at: hub.now)
    // Bars that fell due are for those who want them at this moment: whoever joins or leaves next has no part in it.
    hub.closeFrames()
    scheduleFlush()
  }

  private func publishBars() {
    for (bar, kind) in closedBars { hub.publish(.bar(bar, kind)) }
    closedBars.removeAll(keepingCapacity: true)
  }

  private func scheduleBars(at wall: Timestamp) {
    guard barTimer == nil, !isStopped, let deadline = bars.nextDeadline,
      let wait = time.wait(until: deadline, at: wall)
    else { return }
    // A little later rather than a little too early; and not at once again when a pause lies behind.
    barTimer = loop.assumeIsolated().scheduleTask(in: .nanoseconds(wait.nanos + 100_000)) { [weak self] in
      guard let self else { return }
      barTimer = nil
      hub.now = now
      closeBars(at: hub.now)
      hub.closeFrames()
      flushDirty()
    }
  }
}
