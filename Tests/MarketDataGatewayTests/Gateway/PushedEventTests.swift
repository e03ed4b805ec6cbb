import MarketData
import MarketDataGateway
import MarketDataWire
import Testing

@Suite("Events that a program pushes", .timeLimit(.minutes(1)))
struct PushedEventTests {
  static let time = Timestamp(nanos: 1_790_000_000_000_000_000)

  /// Each kind of event, in the order in which they are pushed.
  static func events(_ ticker: String) throws -> [MarketEvent] {
    let (symbol, price) = (try Symbol(ticker), Price(nanos: 101_500_000_000))
    let trade = TradeCorrection.Trade(id: 7, price: price, size: 100)
    let corrected = TradeCorrection.Trade(id: 7, price: Price(nanos: 101_000_000_000), size: 90)
    return [
      .status(
        TradingStatus(
          symbol: symbol, code: "H", message: "Trading Halt", reasonCode: "T12", reasonMessage: "News", timestamp: time)
      ),
      .priceBand(
        PriceBand(symbol: symbol, upper: price, lower: Price(nanos: 90_000_000_000), timestamp: time, sequence: 3)),
      .correction(TradeCorrection(symbol: symbol, original: trade, corrected: corrected, timestamp: time)),
      .cancel(TradeCancel(symbol: symbol, id: 7, price: price, size: 100, action: .error, timestamp: time)),
    ]
  }

  @Test("Polygon's clients get bands, Alpaca's all of them; of other symbols nobody gets anything")
  func pushed() async throws {
    try await withGateway { gateway, port in
      let polygon = try await RawClient.known(port: port)
      try await polygon.send(.text(#"{"action":"subscribe","params":"T.GWA,LULD.GWA"}"#))
      #expect(await polygon.frame()?.text.contains("subscribed to: LULD.GWA") == true)
      let alpaca = try await RawClient.upgraded(
        port: port, "/v2/iex", ["APCA-API-KEY-ID: K", "APCA-API-SECRET-KEY: S"])
      try await alpaca.send(.text(#"{"action":"subscribe","trades":["GWA"],"statuses":["GWA"],"lulds":["GWA"]}"#))
      for text in ["connected", "authenticated", #""corrections":["GWA"],"cancelErrors":["GWA"]"#] {
        #expect(await alpaca.frame()?.text.contains(text) == true)
      }

      for event in try Self.events("GWB") { await gateway.push(event) }
      var frames: [RawClient.Frame?] = []
      for event in try Self.events("GWA") {
        await gateway.push(event)
        frames.append(await alpaca.frame())
      }
      let (symbol, time) = (#""S":"GWA""#, #""z":"C","t":"2026-09-21T14:13:20.000000000Z""#)
      #expect(
        frames == [
          .text(#"[{"T":"s",\#(symbol),"sc":"H","sm":"Trading Halt","rc":"T12","rm":"News",\#(time)}]"#),
          .text(#"[{"T":"l",\#(symbol),"u":101.50,"d":90.00,"i":"B",\#(time)}]"#),
          .text(
            #"[{"T":"c",\#(symbol),"x":"V","oi":7,"op":101.50,"os":100,"oc":["@"],"#
              + #""ci":7,"cp":101.00,"cs":90,"cc":["@"],\#(time)}]"#),
          .text(#"[{"T":"x",\#(symbol),"i":7,"x":"V","p":101.50,"s":100,"a":"E",\#(time)}]"#),
        ])
      #expect(
        await polygon.frame()
          == .text(#"[{"ev":"LULD","T":"GWA","h":101.50,"l":90.00,"i":[17],"z":3,"t":1790000000000000000,"q":3}]"#))
      try await polygon.send(.ping("nothing more"))
      #expect(await polygon.frame() == .pong("nothing more"))
    }
  }

  @Test("Clients on every loop get what is pushed; who has unsubscribed does not")
  func loops() async throws {
    try await withGateway({ $0.threads = 3 }) { gateway, port in
      var clients: [RawClient] = []
      for _ in 0..<6 {
        let client = try await RawClient.known(port: port)
        try await client.send(.text(#"{"action":"subscribe","params":"LULD.GWA"}"#))
        #expect(await client.frame()?.text.contains("subscribed to: LULD.GWA") == true)
        clients.append(client)
      }
      try await clients[0].send(.text(#"{"action":"unsubscribe","params":"LULD.GWA"}"#))
      #expect(await clients[0].frame()?.text.contains("unsubscribed to: LULD.GWA") == true)
      for event in try Self.events("GWA") { await gateway.push(event) }
      for client in clients.dropFirst() { #expect(await client.frame()?.text.contains(#""ev":"LULD""#) == true) }
      try await clients[0].send(.ping())
      #expect(await clients[0].frame() == .pong(""))
    }
  }
}
