import MarketData
import MarketDataWire
import NIOCore

// What others want of a hub, from wherever they are.
extension NIOLoopBound<LoopHub> {
  /// Does something on the hub's loop, soon.
  func run(_ body: @escaping @Sendable (LoopHub) -> Void) { eventLoop.execute { body(value) } }

  /// Asks something of the hub on its loop.
  func submit<Answer: Sendable>(_ body: @escaping @Sendable (LoopHub) -> Answer) async throws -> Answer {
    try await eventLoop.submit { body(value) }.get()
  }
}

extension LoopHub {
  /// Ends all connections.
  func endAll(_ reason: EndReason) {
    for output in outputs { output?.client.end(reason) }
  }

  /// Ends the connection of a channel because a newer one takes its place.
  func displace(_ channel: any NIOCore.Channel) {
    for output in outputs where output?.channel === channel { output?.client.end(.connectionLimit) }
  }

  /// Has a token checked, and tells of the result on the loop.
  func check(
    _ token: String, by verifier: TokenVerifier,
    _ then: @escaping (Result<Timestamp?, TokenProblem>, Timestamp) -> Void
  ) {
    let (bound, number) = (NIOLoopBound(self, eventLoop: loop), nextCheck)
    nextCheck += 1
    checks[number] = then
    tasks[number] = Task { [feed, now] in
      await feed.settle(number, await verifier.check(token, at: now), of: bound)
    }
  }

  /// A token has been checked.
  func settleCheck(_ number: Int, _ result: Result<Timestamp?, TokenProblem>) {
    tasks[number] = nil
    checks.removeValue(forKey: number)?(result, now)
  }
}
