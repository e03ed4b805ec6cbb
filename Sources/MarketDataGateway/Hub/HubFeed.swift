import MarketData
import MarketDataWire
import NIOCore

/// Runs on a hub's event loop what waits for others: reading the market, and telling it what is in demand.
///
/// An actor whose executor is the loop, so that a batch wakes the loop itself and no thread in between.
actor HubFeed {
  private nonisolated let executor: any SerialExecutor

  init(_ loop: any EventLoop) { executor = loop.executor }

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Gives every batch of the market to the hub, until it stops. A market that is stopped and started again goes on.
  func read(into hub: NIOLoopBound<LoopHub>) async {
    while let reader = hub.value.subscribe() {
      while let batch = await reader.next() {
        hub.value.publish(batch)
        await hub.value.room()
      }
    }
  }

  /// Brings the result of a check to the hub.
  func settle(
    _ number: Int, _ result: Result<Timestamp?, TokenProblem>, of hub: NIOLoopBound<LoopHub>
  ) { hub.value.settleCheck(number, result) }

  /// Tells the market of all changes of demand, in order, until there are none.
  func settleDemand(of hub: NIOLoopBound<LoopHub>) async {
    let service = hub.value.service
    while let change = hub.value.demand.nextChange() {
      switch change {
      case .begin(let symbol): try? await service.addDemand(for: symbol)
      case .end(let symbol): await service.removeDemand(for: symbol)
      }
    }
    hub.value.isSettling = false
  }
}
