import MarketData
import MarketDataGateway
import MarketDataWire
import Testing

/// How a dialect is spoken by a client that is to be slow.
struct SlowDialect: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var path: String
  var headers: [String] = []
  var subscription: String
  /// How many frames come before data: greeting, authentication, answer.
  var answers: Int
  /// What may be conflated; nil: nothing in this dialect.
  var replaceable: (@Sendable (UInt64) throws -> MarketEvent)?
  /// What must not be missed.
  var lasting: @Sendable (UInt64) throws -> MarketEvent
  /// What stands before the number of a message.
  var number: StaticString
  var end: [RawClient.Frame]

  static func quote(_ sequence: UInt64) throws -> Quote {
    Quote(
      symbol: try Symbol("GWA"), price: Price(nanos: 100_010_000_000),
      bid: Price(nanos: Int64(sequence) * 1_000_000_000),
      ask: Price(nanos: Int64(sequence + 1) * 1_000_000_000), timestamp: Simulation.defaultStart, sequence: sequence)
  }

  static func beat(_ sequence: UInt64) throws -> MarketEvent {
    let (price, start) = (Price(nanos: 100_000_000_000), Timestamp(nanos: Int64(sequence) * 1_000_000_000))
    return .bar(
      Bar(
        symbol: try Symbol("GWA"), start: start, end: start + .seconds(1), open: price, high: price, low: price,
        close: price, volume: 1, trades: Int64(sequence), vwap: price, day: Bar.Day(open: price, volume: 1, vwap: price)
      ),
      .beat)
  }

  static let all = [
    SlowDialect(
      testDescription: "Polygon", path: "/stocks?apiKey=K",
      subscription: #"{"action":"subscribe","params":"T.GWA,Q.GWA"}"#, answers: 3,
      replaceable: { .book(try quote($0)) }, lasting: { .trade(try quote($0)) }, number: #""q":"#,
      end: [
        .text(
          #"[{"ev":"status","status":"slow_consumer","#
            + #""message":"The connection is closed: it does not read fast enough."}]"#), .close(1008),
      ]),
    SlowDialect(
      testDescription: "Alpaca", path: "/v2/iex",
      headers: ["APCA-API-KEY-ID: K", "APCA-API-SECRET-KEY: S"],
      subscription: #"{"action":"subscribe","trades":["GWA"],"quotes":["GWA"]}"#, answers: 3,
      replaceable: { .book(try quote($0)) }, lasting: { .trade(try quote($0)) }, number: #""i":"#,
      end: [.text(#"[{"T":"error","code":407,"msg":"slow client"}]"#), .close(1000)]),
    SlowDialect(
      testDescription: "stock aggregates", path: "/ws", headers: ["Authorization: Bearer \(TestToken.plain.text)"],
      subscription: #"{"type":"subscribe","tickers":["GWA"]}"#, answers: 2, lasting: beat,
      number: #""transactions":"#,
      end: [
        .text(
          #"{"type":"error","code":"too_slow","#
            + #""message":"the connection is closed: it does not read fast enough"}"#), .close(4408),
      ]),
  ]
}

@Suite("A client that stops reading", .timeLimit(.minutes(2)))
struct SlowConsumerTests {
  /// After so many messages the client that reads has to have them all before there are more.
  static let round: UInt64 = 100

  @Test(
    "It misses what later messages replace, is then told why it is closed, and nobody else notices",
    arguments: SlowDialect.all)
  func closed(dialect: SlowDialect) async throws {
    let settings = { (config: inout GatewayConfig) in
      (config.clientBufferBytes, config.clientMaxLag, config.drainTimeout) = (65536, .seconds(1000), .seconds(30))
      config.jwtSecret = TestToken.secret
    }
    try await withGateway(settings) { gateway, port in
      let reading = try await Self.subscriber(dialect, port)
      let slow = try await Self.subscriber(dialect, port)
      try await slow.stopReading()

      var sequence: UInt64 = 0
      while let event = dialect.replaceable, await gateway.statistics().conflated == 0 {
        try await Self.round(event, from: &sequence, gateway, reading, nil)
      }
      let lastQuote = sequence
      while await gateway.statistics().slowClosed == 0 {
        try await Self.round(dialect.lasting, from: &sequence, gateway, reading, dialect.number)
      }
      try await Self.check(slow, dialect, trades: lastQuote + 1...sequence)
      #expect((await gateway.statistics().conflated > 0) == (dialect.replaceable != nil))
      #expect(await gateway.statistics().slowClosed == 1)
      try await reading.send(.close(1000))
      #expect(await reading.rest() == [.close(1000)])
    }
  }

  /// A client that has subscribed, and read the answers.
  static func subscriber(_ dialect: SlowDialect, _ port: Int) async throws -> RawClient {
    let client = try await RawClient(port: port, receiveBuffer: 128 << 10)
    try await client.send(
      Array(handshake(dialect.path, dialect.headers).utf8) + ClientFrame.text(dialect.subscription).bytes)
    try #require(await client.head().hasPrefix("HTTP/1.1 101 "))
    for _ in 0..<dialect.answers { _ = try #require(await client.frame()) }
    return client
  }

  /// Pushes some events, and lets the client that reads have every one of them.
  private static func round(
    _ event: (UInt64) throws -> MarketEvent, from sequence: inout UInt64, _ gateway: Gateway, _ client: RawClient,
    _ number: StaticString?
  ) async throws {
    let numbers = sequence + 1...sequence + round
    sequence += round
    for number in numbers { await gateway.push(try event(number)) }
    let seen = try await client.numbers(after: number ?? #""bp":"#, count: Int(round))
    #expect(seen == Array(numbers))
  }

  /// The slow client reads at last: quotes with holes, trades without, and why it was closed.
  private static func check(
    _ client: RawClient, _ dialect: SlowDialect, trades: ClosedRange<UInt64>
  ) async throws {
    try await client.beginReading()
    var frames: [RawClient.Frame] = []
    while frames.last?.opcode != 8, let frame = await client.frame() { frames.append(frame) }
    try await client.send(.close(1000))
    #expect(await client.rest() == [])
    #expect(Array(frames.suffix(dialect.end.count)) == dialect.end)
    let quotes = frames.flatMap { $0.numbers(after: #""bp":"#) }
    #expect(quotes == Set(quotes).sorted())
    let isTrade = { (frame: RawClient.Frame) in dialect.replaceable == nil || frame.numbers(after: #""bp":"#).isEmpty }
    let seen = frames.filter(isTrade).flatMap { $0.numbers(after: dialect.number) }
    #expect(seen == Array(trades.prefix(seen.count)))
  }
}
