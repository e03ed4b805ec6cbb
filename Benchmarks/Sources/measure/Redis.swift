import CBaseline
import MarketData
import MarketDataRedis

/// Distinct keys written to Redis per second, against a bare hiredis loop with the same payload, in turns.
///
/// - Parameter socket: The path of a Redis server's Unix socket.
func measureRedis(socket: String) async throws {
  var configuration = RedisConfig()
  configuration.url = "unix://\(socket)"
  let cache = try RedisQuoteCache(configuration, logger: silent)
  var quotes: [Quote] = []
  for number in 0..<1000 {
    let symbol = try Symbol("SYM" + String(repeating: "0", count: 4 - "\(number)".count) + "\(number)")
    let (price, bid, ask) = (try Price("150.25"), try Price("150.20"), try Price("150.30"))
    quotes.append(
      Quote(
        symbol: symbol, price: price, bid: bid, ask: ask, timestamp: Simulation.defaultStart, sequence: 1,
        volume: 1_000_000))
  }
  let payload =
    #"{"symbol":"SYM0000","price":"150.25","bid":"150.20","ask":"150.30","volume":1000000,"#
    + #""timestamp":"2024-01-15T14:30:00.000Z","cached_at":"2024-01-15T14:30:00.000Z"}"#
  var (ours, bare): ([Double], [Double]) = ([], [])
  for _ in 0..<7 {
    bare.append(baseline_redis_sets_per_second(socket, 1000, 256, 1.5, payload, Int32(payload.utf8.count)))
    ours.append(await distinctWrites(to: cache, quotes, seconds: 1.5))
  }
  await cache.close()
  report("bare hiredis, lock-step pipelines of 256 (baseline)", "\((median(bare) / 1e3).text(0)) k SET/s")
  report(
    "Redis cache, distinct keys written", "\((median(ours) / 1e3).text(0)) k SET/s",
    "\((median(ours) / median(bare)).text()) x baseline, bar 1 x")
}

/// Offers every symbol again and again; what the writer has not taken yet is merged and does not count.
private func distinctWrites(to cache: RedisQuoteCache, _ quotes: [Quote], seconds limit: Double) async -> Double {
  let before = cache.statistics.written
  let elapsed = await seconds {
    let end = ContinuousClock.now + .seconds(limit)
    while ContinuousClock.now < end {
      cache.accept(quotes, at: Simulation.defaultStart)
      await Task.yield()
    }
    _ = await cache.flush(timeout: .seconds(5))
  }
  return Double(cache.statistics.written - before) / elapsed
}
