import Foundation
import MarketData
import MarketDataTesting
import Testing

@Suite("A thousand services", .timeLimit(.minutes(2)))
struct LeakTests {
  private static func entries(_ folder: String) -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0
  }

  @Test("A thousand starts and stops leave no service, task, thread or descriptor behind")
  func thousand() async throws {
    let (threads, descriptors) = (Self.entries("/proc/self/task"), Self.entries("/proc/self/fd"))
    var left: [WeakService] = []
    for number in 1...1000 {
      let clock = ManualClock()
      let service = try service(market(symbols: 3), clock: clock)
      let stream = try service.stream()
      try await service.start()
      await clock.quiet(sleepers: 1)
      await clock.advance(by: .milliseconds(20))
      // Every other one is stopped with a reader at work, every other without.
      async let read = number.isMultiple(of: 2) ? readAll(stream).positions.count : 6
      await service.stop()
      #expect(await read == 6)
      left.append(WeakService(service: service))
    }
    // The driver's task holds its service: a task that had not ended would keep one.
    #expect(left.filter { $0.service != nil }.isEmpty)
    // Other tests run beside this one; one thread or descriptor for each service would be a thousand.
    #expect(Self.entries("/proc/self/task") < threads + 300)
    #expect(Self.entries("/proc/self/fd") < descriptors + 300)
  }
}

private struct WeakService {
  weak var service: MarketDataService?
}
