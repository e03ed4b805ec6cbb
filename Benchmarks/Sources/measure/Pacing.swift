import Histogram
import MarketData
import MarketDataHistory

/// How far from its time each quote of a replay reaches a strategy, at 1 and at 10 times the speed of history.
func measurePacing() async throws {
  for speed in [1.0, 10] {
    let result = try await pace(History(seconds: 10 * Int(speed)), at: speed)
    let rate = Double(result.errors.totalCount) / 10
    let percentiles = [50.0, 99, 99.9, 100].map { "\(result.errors.valueAtPercentile($0) / 1000)" }
    report(
      "pacing error at \(speed.text(0)) x, \(rate.text(0)) quotes/s: p50, p99, p99.9, most",
      percentiles.joined(separator: ", ") + " µs", "bar p99 1000 µs")
    report("the same: how far the last deadline has drifted", "\(result.drift) ns", "bar 0 ns")
  }
}

/// Trades of 50 symbols as they come in a market: bursts of up to 80 within 20 ms or so, then up to 80 ms of nothing.
private struct History {
  let symbols: [Symbol]
  private(set) var rows: [HistoryRow] = []

  init(seconds: Int) throws {
    symbols = try (0..<50).map { try Symbol("SYM\($0)") }
    var (random, time) = (SplitMix64(seed: 5), Duration.zero)
    while time < .seconds(seconds) {
      for _ in 0..<Int.random(in: 1...80, using: &random) {
        append(symbols[Int.random(in: 0..<50, using: &random)], at: Simulation.defaultStart + time)
        time += .nanoseconds(Int64.random(in: 0...500_000, using: &random))
      }
      time += .nanoseconds(Int64.random(in: 0...80_000_000, using: &random))
    }
  }

  private mutating func append(_ symbol: Symbol, at time: Timestamp) {
    rows.append(
      .quote(
        Quote(
          symbol: symbol, price: Price(nanos: 150_000_000_000), bid: .zero, ask: .zero, timestamp: time, size: 100,
          bidSize: 0, askSize: 0, changes: .trade)))
  }

  /// How long after the first row each is due.
  func offsets(at speed: Double) -> [Int64] {
    rows.map { Int64((Double(($0.timestamp - rows[0].timestamp).nanos) / speed).rounded()) }
  }
}

private struct PacingResult {
  var errors = Histogram<UInt64>(highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
  /// Nanoseconds between when the replay says that its last quote was due, and when history says so.
  var drift: Int64 = 0
}

private func pace(_ history: History, at speed: Double) async throws -> PacingResult {
  let source = try ReplayGenerator(ArrayCursor(history.rows), plan: ReplayPlan(speed: speed, timestamps: .restamped))
  let service = try MarketDataService(MarketDataConfig(), source: source, logger: silent)
  try await service.ensureSubscribed(history.symbols)
  let (ends, over) = AsyncStream<Int>.makeStream()
  let watch = PacingWatch(history, speed, over)
  let engine = StrategyEngine([watch], logger: silent)
  let stream = try service.stream()
  let running = Task { await engine.run(stream) }
  try await service.start()
  let found = await ends.first { _ in true }
  await service.stop()
  await running.value
  precondition(found == history.rows.count, "expected \(history.rows.count) quotes, found \(found ?? 0)")
  return watch.result.withLock { $0 }
}

/// Compares when quotes come with when they are due: each by its own place in history, counted from the first. What
/// comes late delays nothing that is due later, and all that a late wake-up held up counts.
private struct PacingWatch: Strategy {
  let name = "pacing"
  let symbols: [Symbol]
  let result = Guarded(PacingResult())
  private let offsets: [Int64]
  private let over: AsyncStream<Int>.Continuation
  private var start: Timestamp?
  private var count = 0

  init(_ history: History, _ speed: Double, _ over: AsyncStream<Int>.Continuation) {
    (symbols, offsets, self.over) = (history.symbols, history.offsets(at: speed), over)
  }

  mutating func onQuote(_ quote: Quote) -> Signal? {
    let now = SystemClock.shared.now
    // The first is due when history begins to run, and says when that was.
    let start = start ?? quote.timestamp
    self.start = start
    let due = start + .nanoseconds(offsets[count])
    count += 1
    result.withLock {
      _ = $0.errors.record((now - due).nanos.magnitude)
      $0.drift = (quote.timestamp - due).nanos
    }
    return nil
  }

  mutating func onReplay(_ notice: ReplayNotice) -> Signal? {
    if case .completed = notice { over.yield(count) }
    return nil
  }
}
