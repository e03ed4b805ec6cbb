import Histogram
import MarketData

/// From a tick's deadline to the strategy's callback, at 10,000 quotes a second in real time.
///
/// Measured from the time that a quote was due, not from the time that it was made: a late wake-up counts for every
/// quote that it delayed, so there is no coordinated omission.
func measureLatency() async throws {
  var config = MarketDataConfig()
  for number in 0..<100 {
    config.symbols[try Symbol("SYM\(number)")] = SymbolConfig(scenario: .volatile, tickInterval: .milliseconds(10))
  }
  let service = try MarketDataService(config, logger: silent)
  let recorder = Recorder(symbols: Array(config.symbols.keys))
  let engine = StrategyEngine([recorder], logger: silent)
  let stream = try service.stream()
  let running = Task { await engine.run(stream) }
  try await service.start()
  try await Task.sleep(for: .seconds(10))
  await service.stop()
  await running.value
  let histogram = recorder.histogram.withLock { $0 }
  let percentiles = [50.0, 99, 99.9].map { "p\($0) \(histogram.valueAtPercentile($0) / 1000) µs" }
  report("tick to callback at 10,000 quotes/s (\(histogram.totalCount))", percentiles.joined(separator: ", "))
}

private struct Recorder: Strategy {
  let name = "recorder"
  let symbols: [Symbol]
  let histogram = Guarded(
    Histogram<UInt64>(highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three))

  mutating func onQuote(_ quote: Quote) -> Signal? {
    let late = max(0, (SystemClock.shared.now - quote.timestamp).nanos)
    histogram.withLock { _ = $0.record(UInt64(late)) }
    return nil
  }
}
