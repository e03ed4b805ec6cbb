import MarketData
import Testing

@testable import MarketDataWire

@Suite("Alpaca's session: what is subscribed")
struct AlpacaSubscriptionTests {
  private static func interests(_ channels: [Channel], _ tickers: String?...) -> [Interest] {
    channels.flatMap { channel in tickers.map { Interest(channel, $0) } }
  }

  private static func bars(_ tickers: String?...) -> [Interest] { tickers.map { Interest(.minuteBars, $0) } }
  private static func trades(_ tickers: String?...) -> [Interest] {
    [.trades, .corrections, .cancels].flatMap { channel in tickers.map { Interest(channel, $0) } }
  }

  @Test(
    "Every answer says all that is subscribed; data begins after it, and ends before", arguments: AlpacaTalk.endpoints,
    [
      AlpacaTalk(
        "trades bring corrections and cancellations",
        .known + [
          .says(
            #"{"action":"subscribe","trades":["MSFT","AAPL"]}"#,
            .subscription(["trades": "AAPL,MSFT", "corrections": "AAPL,MSFT", "cancelErrors": "AAPL,MSFT"]),
            .subscribe(trades("MSFT", "AAPL"))),
          .says(
            #"{"action":"unsubscribe","trades":["AAPL"]}"#, .unsubscribe(trades("AAPL")),
            .subscription(["trades": "MSFT", "corrections": "MSFT", "cancelErrors": "MSFT"])),
          .says(
            #"{"action":"subscribe","trades":["MSFT"],"bars":["*"]}"#,
            .subscription(["trades": "MSFT", "bars": "*", "corrections": "MSFT", "cancelErrors": "MSFT"]),
            .subscribe(bars(nil))),
        ]),
      AlpacaTalk(
        "all channels",
        .known + [
          .says(
            #"""
            {"action":"subscribe","lulds":["L"],"statuses":["S"],"dailyBars":["D"],"updatedBars":["U"],"bars":["B"],\#
            "quotes":["Q"],"trades":["T"],"orderbooks":[],"news":null}
            """#,
            .subscription([
              "trades": "T", "quotes": "Q", "bars": "B", "updatedBars": "U", "dailyBars": "D", "statuses": "S",
              "lulds": "L", "corrections": "T", "cancelErrors": "T",
            ]),
            .subscribe(
              [
                Interest(.trades, "T"), Interest(.quotes, "Q"), Interest(.minuteBars, "B"), Interest(.updatedBars, "U"),
                Interest(.dailyBars, "D"),
                Interest(.statuses, "S"), Interest(.priceBands, "L"), Interest(.corrections, "T"),
                Interest(.cancels, "T"),
              ]))
        ]),
      AlpacaTalk(
        "the whole set again is one answer",
        .known + [
          .says(#"{"action":"subscribe","bars":["A"]}"#, .subscription(["bars": "A"]), .subscribe(bars("A"))),
          .says(#"{"action":"subscribe","bars":["A","B","B"]}"#, .subscription(["bars": "A,B"]), .subscribe(bars("B"))),
          .says(#"{"action":"subscribe","bars":["A","B"]}"#, .subscription(["bars": "A,B"])),
          .says(#"{"action":"subscribe"}"#, .subscription(["bars": "A,B"])),
        ]),
      AlpacaTalk(
        "the wildcard is an entry of its own, and comes first",
        .known + [
          .says(
            #"{"action":"subscribe","bars":["-","*","0"]}"#, .subscription(["bars": "*,-,0"]),
            .subscribe(bars("-", nil, "0"))),
          .says(
            #"{"action":"unsubscribe","bars":["*"]}"#, .unsubscribe(bars(nil)), .subscription(["bars": "-,0"])),
          .says(
            #"{"action":"unsubscribe","bars":["0","NONE","0"]}"#, .unsubscribe(bars("0")), .subscription(["bars": "-"])),
          .says(
            #"{"action":"unsubscribe","bars":["-"],"trades":[],"quotes":[]}"#, .unsubscribe(bars("-")),
            .subscription([:])),
          .says(#"{"action":"unsubscribe","bars":["*","-"]}"#, .subscription([:])),
        ]),
      AlpacaTalk(
        "corrections can be named too",
        .known + [
          .says(
            #"{"action":"subscribe","corrections":["A"]}"#, .subscription(["corrections": "A"]),
            .subscribe([Interest(.corrections, "A")])),
          .says(
            #"{"action":"subscribe","trades":["A"]}"#,
            .subscription(["trades": "A", "corrections": "A", "cancelErrors": "A"]),
            .subscribe([Interest(.trades, "A"), Interest(.cancels, "A")])),
          .says(
            #"{"action":"unsubscribe","cancelErrors":["A"]}"#, .unsubscribe([Interest(.cancels, "A")]),
            .subscription(["trades": "A", "corrections": "A"])),
        ]),
    ])
  func answers(_ binary: Bool, _ talk: AlpacaTalk) throws { try talk.run(binary: binary) }

  @Test(
    "On the feed for tests a wildcard means its ticker too", arguments: AlpacaTalk.endpoints,
    [
      AlpacaTalk(
        "the wildcard alone", feed: .test,
        .known + [
          .says(
            #"{"action":"subscribe","bars":["*"]}"#, .subscription(["bars": "*"]), .subscribe(bars(nil, "FAKEPACA"))),
          .says(#"{"action":"subscribe","bars":["*"]}"#, .subscription(["bars": "*"])),
          .says(
            #"{"action":"unsubscribe","bars":["*"]}"#, .unsubscribe(bars(nil, "FAKEPACA")), .subscription([:])),
        ]),
      AlpacaTalk(
        "trades", feed: .test,
        .known + [
          .says(
            #"{"action":"subscribe","trades":["*"]}"#,
            .subscription(["trades": "*", "corrections": "*", "cancelErrors": "*"]),
            .subscribe(trades(nil) + trades("FAKEPACA")))
        ]),
      AlpacaTalk(
        "named after it", feed: .test,
        .known + [
          .says(
            #"{"action":"subscribe","bars":["*"]}"#, .subscription(["bars": "*"]), .subscribe(bars(nil, "FAKEPACA"))),
          .says(#"{"action":"subscribe","bars":["FAKEPACA"]}"#, .subscription(["bars": "*,FAKEPACA"])),
          .says(
            #"{"action":"unsubscribe","bars":["*"]}"#, .unsubscribe(bars(nil)), .subscription(["bars": "FAKEPACA"])),
          .says(
            #"{"action":"unsubscribe","bars":["FAKEPACA"]}"#, .unsubscribe(bars("FAKEPACA")), .subscription([:])),
        ]),
      AlpacaTalk(
        "named before it", feed: .test,
        .known + [
          .says(
            #"{"action":"subscribe","bars":["FAKEPACA"]}"#, .subscription(["bars": "FAKEPACA"]),
            .subscribe(bars("FAKEPACA"))),
          .says(#"{"action":"subscribe","bars":["*"]}"#, .subscription(["bars": "*,FAKEPACA"]), .subscribe(bars(nil))),
          .says(#"{"action":"unsubscribe","bars":["FAKEPACA"]}"#, .subscription(["bars": "*"])),
          .says(
            #"{"action":"unsubscribe","bars":["*"]}"#, .unsubscribe(bars(nil, "FAKEPACA")), .subscription([:])),
        ]),
      AlpacaTalk(
        "not on another feed", feed: .sip,
        .known + [
          .says(#"{"action":"subscribe","bars":["*"]}"#, .subscription(["bars": "*"]), .subscribe(bars(nil)))
        ]),
    ])
  func testFeed(_ binary: Bool, _ talk: AlpacaTalk) throws { try talk.run(binary: binary) }

  @Test("What is wrong changes nothing", arguments: AlpacaTalk.endpoints)
  func wrong(_ binary: Bool) throws {
    let syntax = [
      #""bars":"A""#, #""bars":{}"#, #""bars":7"#, #""bars":["B",7]"#, #""bars":["B",""]"#, #""bars":["B","A B"]"#,
      #""bars":["B","é"]"#, #""bars":["**"]"#, #""bars":["B","\#(String(repeating: "A", count: 33))"]"#,
      #""corrections":[null]"#, #""bars":[7],"news":["A"]"#,
    ]
    let offers = [#""orderbooks":["A"]"#, #""news":["*"],"bars":["B"]"#, #""imbalances":["A"]"#, #""x":7"#]
    let wrong = ["subscribe", "unsubscribe"].flatMap { action in
      syntax.map { AlpacaTalk.Step.says(#"{"action":"\#(action)",\#($0)}"#, .invalidSyntax) }
        + offers.map { AlpacaTalk.Step.says(#"{"action":"\#(action)",\#($0)}"#, .notOffered) }
    }
    let before = AlpacaTalk.Step.says(
      #"{"action":"subscribe","bars":["A"]}"#, .subscription(["bars": "A"]), .subscribe(Self.bars("A")))
    let after = AlpacaTalk.Step.says(#"{"action":"subscribe"}"#, .subscription(["bars": "A"]))
    try AlpacaTalk("wrong", .known + [before] + wrong + [after]).run(binary: binary)
  }

  @Test("Over the limit nothing is added; corrections and cancellations do not count", arguments: AlpacaTalk.endpoints)
  func limit(_ binary: Bool) throws {
    let all = ["trades": "A", "quotes": "*", "bars": "A", "corrections": "A", "cancelErrors": "A"]
    try AlpacaTalk(
      "three", maxSubscriptions: 3,
      .known + [
        .says(
          #"{"action":"subscribe","trades":["A"],"quotes":["*"],"bars":["A"]}"#, .subscription(all),
          .subscribe(
            [
              Interest(.trades, "A"), Interest(.quotes, nil), Interest(.minuteBars, "A"), Interest(.corrections, "A"),
              Interest(.cancels, "A"),
            ])),
        .says(#"{"action":"subscribe","lulds":["A"]}"#, .symbolLimit),
        .says(#"{"action":"subscribe","trades":["A"],"bars":["B"]}"#, .symbolLimit),
        .says(#"{"action":"subscribe","trades":["A"]}"#, .subscription(all)),
      ]
    ).run(binary: binary)
  }

  @Test("What would need an answer of a million bytes is refused", arguments: AlpacaTalk.endpoints)
  func size(_ binary: Bool) throws {
    var config = GatewayConfig()
    config.maxSubscriptions = .max
    var session = AlpacaSession(feed: .sip, binary: binary, handshake: Handshake(uri: "/v2/sip"), config: config)
    _ = session.open(at: AlpacaTalk.start) { _ in .accepted }
    var (largest, refused) = (0, 0)
    func say(_ text: String) -> [SessionAction] {
      session.receive(.text(Array(text.utf8)), at: AlpacaTalk.start) { _ in .accepted }
    }
    _ = say(#"{"action":"auth","key":"K","secret":"S"}"#)
    for number in 0..<24 {
      let tickers = (0..<4000).map { "\"T\(number * 4000 + $0)\"" }.joined(separator: ",")
      let before = session.subscriptions
      let actions = say(#"{"action":"subscribe","bars":[\#(tickers)],"quotes":[\#(tickers)]}"#)
      let answer = try #require(actions.first?.bytes)
      largest = max(largest, answer.count)
      guard actions.count == 1 else { continue }
      refused += 1
      #expect(actions == [try Expected.symbolLimit.action(binary: binary)])
      #expect(session.subscriptions == before)
    }
    #expect((900_000..<1_000_000).contains(largest))
    #expect(refused > 0)
    #expect(session.subscriptions.count == (24 - refused) * 8000)
  }
}

extension SessionAction {
  /// What is sent, if anything is.
  var bytes: [UInt8]? {
    switch self {
    case .send(.text(let bytes)), .send(.binary(let bytes)): bytes
    default: nil
    }
  }
}
