import MarketData

/// Flat out in process: generator, processor, latest-quote table, bounded stream, strategy engine counting in an actor,
/// against a plain `AsyncStream<Quote>` fed quote by quote.
func measureThroughput() async throws {
  var (clean, faulty, baseline): ([Double], [Double], [Double]) = ([], [], [])
  for _ in 0..<5 {
    baseline.append(try await plainStream(Symbol("AAPL"), quotes: 400_000))
    clean.append(try await pipeline(workload(symbols: 1000)))
    faulty.append(try await pipeline(workload(symbols: 1000, faults: true)))
  }
  let (plain, quick, broken) = (median(baseline), median(clean), median(faulty))
  report("plain AsyncStream<Quote>, quote by quote (baseline)", "\((plain / 1e6).text()) M quotes/s")
  report(
    "pipeline flat out, 1,000 symbols, faults off", "\((quick / 1e6).text()) M quotes/s",
    "bar 15 M; \((quick / plain).text(1)) x baseline, bar 20 x")
  report(
    "the same, every fault at 1 %", "\((broken / 1e6).text()) M generated/s",
    "\((broken / quick).text()) of faults off, bar 0.33")
}

/// Generated quotes per second, over two seconds after a warm-up.
func pipeline(_ config: MarketDataConfig) async throws -> Double {
  let service = try MarketDataService(config, logger: silent)
  let engine = StrategyEngine([Counting(config)], logger: silent)
  let stream = try service.stream()
  let running = Task { await engine.run(stream) }
  try await service.start()
  try await Task.sleep(for: .milliseconds(300))
  let before = await service.statistics().processor.generated
  let elapsed = try await seconds { try await Task.sleep(for: .seconds(2)) }
  let after = await service.statistics().processor.generated
  await service.stop()
  await running.value
  return Double(after - before) / elapsed
}

private actor Sink {
  private var count = 0
  func run(_ stream: AsyncStream<Quote>) async { for await _ in stream { count += 1 } }
}

private func plainStream(_ symbol: Symbol, quotes: Int) async -> Double {
  let (stream, continuation) = AsyncStream<Quote>.makeStream()
  let quote = Quote(symbol: symbol, price: .zero, bid: .zero, ask: .zero, timestamp: .init(nanos: 0))
  let sink = Sink()
  let elapsed = await seconds {
    let reader = Task { await sink.run(stream) }
    for _ in 0..<quotes { continuation.yield(quote) }
    continuation.finish()
    await reader.value
  }
  return Double(quotes) / elapsed
}
