import GRDB
import Logging
import MarketData
import MarketDataTesting
import Testing

@testable import MarketDataHistory

@Suite("Recorder", .timeLimit(.minutes(5)))
struct RecorderTests {
  private let start = Simulation.defaultStart

  private func batch(_ range: Range<Int>, notices: [StreamNotice] = []) throws -> QuoteBatch {
    let quotes = try range.map { index in
      Quote(
        symbol: try Symbol("AAPL"), price: Price(nanos: 1), bid: .zero, ask: .zero,
        timestamp: start + .milliseconds(index))
    }
    return QuoteBatch(quotes[...], firstPosition: UInt64(range.lowerBound + 1), notices: notices)
  }

  private func recorder(
    _ store: HistoryStore, _ config: RecorderConfig, _ clock: ManualClock, _ logger: Logger = .silent
  ) async throws -> Recorder {
    try await Recorder(store, config, clock: clock, logger: logger, seed: 1)
  }

  @Test("Writes when quotes have waited long enough, and when a batch is full")
  func batches() async throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    let clock = ManualClock()
    let recorder = try await recorder(store, RecorderConfig(batchSize: 100, interval: .seconds(1)), clock)
    let (stream, continuation) = AsyncStream.makeStream(of: QuoteBatch.self)
    let task = Task { await recorder.run(stream) }
    await clock.quiet(sleepers: 1)
    recorder.accept(try batch(0..<50))
    await clock.advance(by: .milliseconds(999))
    #expect(recorder.statistics.stored == 0)
    await clock.advance(by: .milliseconds(1))
    #expect(recorder.statistics.stored == 50)
    recorder.accept(try batch(50..<150))
    await clock.quiet(sleepers: 1)
    #expect(recorder.statistics.stored == 150)
    continuation.yield(try batch(150..<160))
    continuation.finish()
    await task.value
    #expect(recorder.statistics.stored == 160)
    await recorder.stop()
    await recorder.stop()
    #expect(try store.rows().map(\.timestamp) == (0..<160).map { start + .milliseconds($0) })
    #expect(try store.sessions().map(\.state) == [.closed])
    #expect(try store.sessions().map(\.source) == ["live"])
  }

  @Test("What finds no room is counted and said once; what the stream lost is counted too")
  func overflow() async throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    let (logger, lines) = LogLines.make()
    let recorder = try await recorder(store, RecorderConfig(queueBound: 100), ManualClock(), logger)
    let gap = StreamNotice.gap(Gap(from: 1, to: 7, count: 7, cause: .overflow))
    recorder.accept(try batch(0..<80, notices: [gap]))
    recorder.accept(try batch(80..<130))
    #expect(await recorder.flush())
    recorder.accept(try batch(130..<140))
    await recorder.stop()
    recorder.accept(try batch(140..<145))
    let expected = RecorderStatistics(received: 145, stored: 110, lost: 35, missed: 7)
    #expect(recorder.statistics == expected)
    #expect(try store.sessions().map(\.lost) == [37])
    #expect(
      lines.all == [
        "warning the recording has holes: the disk, or this machine, is slower than the market [lost: 30, missed: 7, "
          + "source: live]",
        "info recording \"live\" ended [known: 0, lost: 30, missed: 7, stored: 110]",
      ])
    #expect(try store.rows().count == 110)
  }

  @Test("A disk in trouble is tried again with pauses, loses nothing that finds room, and is said once")
  func trouble() async throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    let clock = ManualClock()
    let (logger, lines) = LogLines.make()
    let recorder = try await recorder(store, RecorderConfig(queueBound: 60_000), clock, logger)
    let (stream, continuation) = AsyncStream.makeStream(of: QuoteBatch.self)
    let task = Task { await recorder.run(stream) }
    await clock.quiet(sleepers: 1)
    await recorder.session.limitPages(to: 40)
    recorder.accept(try batch(0..<50_000))
    await clock.advance(by: .seconds(60))
    let failed = recorder.statistics
    #expect(failed.stored == 0)
    #expect(failed.waiting == 50_000)
    #expect((3...100).contains(failed.failures))
    #expect(failed.trouble?.expected == "room on the disk")
    #expect(await !recorder.flush())
    await recorder.session.limitPages(to: 1_000_000)
    await clock.advance(by: .seconds(60))
    #expect(recorder.statistics.stored == 50_000)
    #expect(recorder.statistics.trouble == nil)
    continuation.finish()
    await task.value
    await recorder.stop()
    #expect(
      lines.all == [
        "warning history cannot be written; until it can, the next 60000 quotes are kept to be written [reason: "
          + "\(folder.file): expected room on the disk, found none (database or disk is full); free some and repeat; "
          + "the history is as it was before, source: live]",
        "warning history is written again [source: live]",
        "info recording \"live\" ended [known: 0, lost: 0, missed: 0, stored: 50000]",
      ])
    #expect(try store.verify().isSound)
  }

  @Test("Deletes old days of its source at the start, and when a day begins in New York")
  func retention() async throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    let day: Int64 = 86_400_000
    let rows = try (-10...0).map { try quote("AAPL", $0 * day) }
    try store.store(rows, as: "live")
    try store.store(rows, as: "alpaca")
    let clock = ManualClock()
    let config = RecorderConfig(interval: .seconds(100), retentionDays: 7, cleansUp: true)
    let recorder = try await recorder(store, config, clock)
    let (stream, continuation) = AsyncStream.makeStream(of: QuoteBatch.self)
    let task = Task { await recorder.run(stream) }
    await clock.quiet(sleepers: 1)
    #expect(recorder.statistics.deleted == 3)
    // 14:30 in London is 09:30 in New York: its next day begins in 14.5 hours.
    await clock.advance(to: start + .seconds(14 * 3600 + 1799))
    #expect(recorder.statistics.deleted == 3)
    await clock.advance(to: start + .seconds(14 * 3600 + 1802))
    #expect(recorder.statistics.deleted == 4)
    continuation.finish()
    await task.value
    await recorder.stop()
    #expect(try store.rows(StoreSelection(sources: ["live"])) == Array(rows[4...]))
    #expect(try store.rows(StoreSelection(sources: ["alpaca"])) == rows)
  }

  @Test("A recording that was cut off is said by the next one")
  func cutOff() async throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    do {
      let writer = try store.writer("live")
      try writer.write([quote("AAPL", 5)])
    }
    let (logger, lines) = LogLines.make()
    let recorder = try await recorder(store, RecorderConfig(), ManualClock(), logger)
    #expect(
      lines.all == [
        "warning recording \"live\" on 2024-01-16T14:30:00Z ended without being closed: 1 row up to "
          + "2024-01-16T14:30:00.005Z stored [history: \(folder.file)]"
      ])
    await recorder.stop()
  }

  @Test("A store that somebody else writes is refused")
  func refused() async throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    let writer = try store.writer("live")
    let error = await #expect(throws: HistoryError.self) {
      _ = try await self.recorder(store, RecorderConfig(), ManualClock())
    }
    #expect(error?.expected == "a history that nobody else is writing")
    try writer.close()
  }

  @Test("Records a running service, and accounts for every quote", arguments: [1, 2] as [UInt64])
  func service(seed: UInt64) async throws {
    let folder = try StoreFolder()
    let store = try folder.store()
    let symbol = try Symbol("AAPL")
    let clock = ManualClock()
    let service = try MarketDataService(MarketDataConfig(symbols: [symbol: SymbolConfig()], seed: seed), clock: clock)
    let recorder = try await recorder(store, RecorderConfig(source: "mock"), clock)
    try await service.start()
    let stream = try service.stream(policy: .dropOldest, bound: 1000)
    let task = Task { await recorder.run(stream) }
    await clock.quiet(sleepers: 2)
    await clock.advance(by: .seconds(10))
    await service.stop()
    await task.value
    await recorder.stop()
    let statistics = recorder.statistics
    let emitted = await service.statistics().processor.emitted
    #expect(emitted > 0)
    #expect(statistics.received + statistics.missed == emitted)
    #expect(statistics.received == statistics.stored + statistics.known + statistics.lost + statistics.waiting)
    #expect(try store.rows().count == statistics.stored)
  }
}

extension RecorderSession {
  /// Bounds the size of the store: a small disk.
  fileprivate func limitPages(to count: Int) {
    #expect(throws: Never.self) {
      try writer?.connection.perform { try $0.execute(sql: "PRAGMA max_page_count = \(count)") }
    }
  }
}
