import Glibc
import MarketData

/// Calls of the allocator per batch and per quote in the steady state, counted by a preloaded `malloc`.
///
/// `MALLOC_COUNT_SYMBOL` is exported by `Tools/malloc-count.c`; without it there is nothing to report.
func measureAllocations() async throws {
  guard let address = dlsym(nil, "malloc_count") else { return report("allocations", "not counted: run scripts/bench") }
  let count = unsafeBitCast(address, to: (@convention(c) () -> UInt64).self)
  let config = try workload(symbols: 1000)
  let service = try MarketDataService(config, logger: silent)
  let engine = StrategyEngine([Counting(config)], logger: silent)
  let stream = try service.stream()
  let running = Task { await engine.run(stream) }
  try await service.start()
  try await Task.sleep(for: .seconds(1))
  let (firstCalls, firstQuotes) = (count(), await service.statistics().processor.generated)
  try await Task.sleep(for: .seconds(2))
  let (calls, quotes) = (count() - firstCalls, await service.statistics().processor.generated - firstQuotes)
  await service.stop()
  await running.value
  let perQuote = Double(calls) / Double(quotes)
  report(
    "allocations in the steady state", "\((perQuote * 256).text()) per batch of 256", "\(perQuote.text(4)) per quote")
}
