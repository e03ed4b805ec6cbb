import MarketData
import MarketDataRedis

func cachedQuoteProblem(_ bytes: [UInt8]) -> String? {
  guard let symbol = try? Symbol("FUZZ") else { return "FUZZ is no symbol" }
  do {
    let quote = try CachedQuote(json: bytes, of: symbol)
    let again = try CachedQuote(json: quote.json, of: symbol)
    // Times are written to the millisecond.
    var expected = quote
    expected.timestamp = Timestamp(milliseconds: quote.timestamp.milliseconds)
    expected.cachedAt = Timestamp(milliseconds: quote.cachedAt.milliseconds)
    return again == expected ? nil : "\(String(decoding: quote.json, as: UTF8.self)) reads as another quote"
  } catch { return complaint(error) }
}

func redisURLProblem(_ text: String) -> String? {
  do {
    let url = try RedisURL(text)
    guard RedisURLText.isValid(text) else { return "read, but not valid" }
    if case .tcp(let host, let port) = url.address, host.isEmpty || !(1...65535).contains(port) {
      return "host \(host), port \(port)"
    }
    return url.database >= 0 ? nil : "database \(url.database)"
  } catch { return complaint(error) }
}
