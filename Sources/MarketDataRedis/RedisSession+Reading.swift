import MarketData

extension RedisSession {
  /// The values under the symbols' keys.
  func read(_ symbols: [Symbol]) throws(CacheError) -> [CachedQuote?] {
    if isClosed { throw .closed }
    if connection == nil, pause != nil, let trouble { throw trouble }
    var replies: [RedisReply] = []
    replies.reserveCapacity(symbols.count)
    do throws(CacheError) {
      let connection = try connected()
      try settleAll(connection)  // the answers to what was sent before come first
      for start in stride(from: 0, to: symbols.count, by: Self.quotesPerPipeline) {
        let some = symbols[start..<min(start + Self.quotesPerPipeline, symbols.count)]
        try connection.send(some.flatMap { respCommand(["GET", key($0)]) })
        let deadline = connection.deadline()
        for _ in some { replies.append(try connection.reply(by: deadline)) }
      }
    } catch {
      lose(error)
      throw error
    }
    recover()
    return try zip(symbols, replies).map { (symbol, reply) throws(CacheError) in try quote(symbol, reply) }
  }

  private func key(_ symbol: Symbol) -> String { config.keyPrefix + symbol.ticker }

  private func quote(_ symbol: Symbol, _ reply: RedisReply) throws(CacheError) -> CachedQuote? {
    switch reply {
    case .null: return nil
    case .bulk(let json):
      do { return try CachedQuote(json: json, of: symbol) } catch { throw .notAQuote(key: key(symbol), at: url, error) }
    case .error(let text): throw .refused("GET \(key(symbol))", by: url, text)
    case let other: throw .unexpected(from: url, other.summary)
    }
  }
}
