import MarketData
import MarketDataGateway
import MarketDataWire
import Testing

@Suite("A gateway before a market that runs", .timeLimit(.minutes(2)))
struct RunningMarketTests {
  @Test("A market that goes as fast as it is read waits for its slowest client, who misses nothing")
  func unpaced() async throws {
    let symbols = ["GWFAST": SymbolConfig(tickInterval: .milliseconds(10))]
    try await withMarket(symbols, pace: .unpaced, { $0.clientMaxLag = .seconds(1000) }) { service, gateway, port in
      let client = try await RawClient(port: port, reads: false)
      try await client.send(
        Array(handshake("/stocks?apiKey=K").utf8)
          + ClientFrame.text(#"{"action":"subscribe","params":"T.GWFAST"}"#).bytes)
      while await service.statistics().blocked < .milliseconds(20) { await Task.yield() }
      try await client.beginReading()
      #expect(await client.head().hasPrefix("HTTP/1.1 101 "))
      let count: UInt64 = 200_000
      let seen = try await client.numbers(after: #""q":"#, count: Int(count))
      let first = try #require(seen.first)
      #expect(seen.prefix(Int(count)).elementsEqual(first..<first + count))
      let statistics = await gateway.statistics()
      #expect((statistics.conflated, statistics.slowClosed, statistics.lost) == (0, 0, 0))
    }
  }

  @Test("A symbol on demand runs while somebody has subscribed to it by name, and wildcards do not mean it")
  func onDemand() async throws {
    let symbols = [
      "GWFAKE": SymbolConfig(tickInterval: .milliseconds(10), onDemand: true),
      "GWSTEADY": SymbolConfig(tickInterval: .milliseconds(10)),
    ]
    let (fake, steady) = (try Symbol("GWFAKE"), try Symbol("GWSTEADY"))
    try await withMarket(symbols, pace: .realTime) { service, gateway, port in
      let all = try await RawClient.known(port: port)
      try await all.send(.text(#"{"action":"subscribe","params":"T.*"}"#))
      #expect(await all.frame()?.text.contains("subscribed to: T.*") == true)
      _ = try await all.numbers(after: #""q":"#, count: 3)
      #expect(await service.subscribedSymbols == [steady])

      let (first, second) = (try await RawClient.known(port: port), try await RawClient.known(port: port))
      for client in [first, second] {
        try await client.send(.text(#"{"action":"subscribe","params":"T.GWFAKE,T.GWFAKE"}"#))
        #expect(await client.frame()?.text.contains("subscribed to: T.GWFAKE") == true)
        let seen = try await client.numbers(after: #""q":"#, count: 3)
        #expect(seen == Array(seen[0]...seen[0] + UInt64(seen.count) - 1))
      }
      #expect(await service.subscribedSymbols == [steady, fake])
      try await first.close()
      _ = try await second.numbers(after: #""q":"#, count: 3)
      try await second.send(.text(#"{"action":"unsubscribe","params":"T.GWFAKE"}"#))
      while await service.subscribedSymbols.contains(fake) { await Task.yield() }

      _ = try await all.numbers(after: #""q":"#, count: 3)
      try await second.send(.text(#"{"action":"subscribe","params":"Q.GWFAKE"}"#))
      while !(await service.subscribedSymbols.contains(fake)) { await Task.yield() }
      await gateway.stop()
      #expect(await service.subscribedSymbols == [steady])
      #expect(await all.rest().allSatisfy { !$0.text.contains("GWFAKE") })
    }
  }

  @Test("Stock aggregates have a bar each second, one after the other")
  func beats() async throws {
    let symbols = ["GWBEAT": SymbolConfig(tickInterval: .milliseconds(3500))]
    let settings = { (config: inout GatewayConfig) in
      (config.jwtSecret, config.clientMaxLag) = (TestToken.secret, .seconds(1000))
    }
    try await withMarket(symbols, pace: .unpaced, settings) { _, _, port in
      let client = try await RawClient.upgraded(
        port: port, "/ws", ["Authorization: Bearer \(TestToken.plain.text)"])
      #expect(await client.frame()?.text.contains(#""type":"connected""#) == true)
      try await client.send(.text(#"{"type":"subscribe","tickers":["GWBEAT"]}"#))
      #expect(await client.frame() == .text(#"{"type":"subscribed","tickers":["GWBEAT"],"unknown":[]}"#))
      var times: [UInt64] = []
      for _ in 0..<100 {
        let frame = try #require(await client.frame())
        #expect(frame.text.hasPrefix(#"{"type":"stock_aggregate","ticker":"GWBEAT","data":{"open":"#))
        times += frame.numbers(after: #""timestamp":"#)
      }
      let first = try #require(times.first)
      #expect(times == (0..<100).map { first + $0 * 1000 })
      #expect(first % 1000 == 0)
    }
  }
}
