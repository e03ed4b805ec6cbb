import MarketData
import Testing

@testable import marketdata

@Suite("Notices as lines of JSON")
struct NoticeTextTests {
  private static let time = Simulation.defaultStart + .nanoseconds(1_500_000_007)

  @Test(
    "A change of health says what it rests on",
    arguments: [
      (.quote, #""evidence":"quote""#),
      (.silence(.microseconds(2_000_500)), #""evidence":"silence","silence_ms":2000.5"#),
      (.lag(.nanoseconds(-1)), #""evidence":"lag","lag_ms":-0.000001"#),
      (.missing(.max), #""evidence":"missing","missing":18446744073709551615"#), (.hours, #""evidence":"hours""#),
    ] as [(HealthChange.Evidence, String)])
  func health(evidence: HealthChange.Evidence, text: String) throws {
    let change = HealthChange(try Symbol("BRK.B"), from: .live, to: .gapped, time: Self.time, evidence: evidence)
    #expect(
      NoticeText.line(.health(change))
        == #"{"notice":"health","symbol":"BRK.B","from":"live","to":"gapped","time":"2024-01-16T14:30:01.500000007Z","#
        + text + "}")
  }

  @Test("A gap names its positions")
  func gap() {
    #expect(
      NoticeText.line(.gap(Gap(from: 3, to: 9, count: 5, cause: .merged)))
        == #"{"notice":"gap","from":3,"to":9,"count":5,"cause":"merged"}"#)
  }

  @Test(
    "A replay says what happened, and at which time of history",
    arguments: [
      (.completed(passes: 2), #""event":"completed","passes":2"#), (.looped(pass: 2), #""event":"looped","pass":2"#),
      (.seeked(to: time), #""event":"seeked","time":"2024-01-16T14:30:01.500000007Z""#),
      (.paused(at: time), #""event":"paused","time":"2024-01-16T14:30:01.500000007Z""#),
      (.resumed(at: time), #""event":"resumed","time":"2024-01-16T14:30:01.500000007Z""#),
      (.reached(time), #""event":"reached","time":"2024-01-16T14:30:01.500000007Z""#),
      (.failed("no \"rows\""), #""event":"failed","reason":"no \"rows\"""#),
    ] as [(ReplayNotice, String)])
  func replay(event: ReplayNotice, text: String) {
    #expect(NoticeText.line(.replay(event)) == #"{"notice":"replay","# + text + "}")
  }

  @Test("Halts and bands have all that the market says")
  func market() throws {
    let symbol = try Symbol("A")
    let status = TradingStatus(
      symbol: symbol, code: "H", message: "Trading \"Halt\"", reasonCode: "LUDP", timestamp: Self.time)
    #expect(
      NoticeText.line(.market(.status(status)))
        == #"{"notice":"status","symbol":"A","code":"H","message":"Trading \"Halt\"","reason_code":"LUDP","#
        + #""reason_message":"","time":"2024-01-16T14:30:01.500000007Z"}"#)
    let band = PriceBand(
      symbol: symbol, upper: try Price("105.00"), lower: try Price("95.00"), timestamp: Self.time, sequence: 7)
    #expect(
      NoticeText.line(.market(.priceBand(band)))
        == #"{"notice":"price_band","symbol":"A","upper":"105.00","lower":"95.00","indicator":"B","#
        + #""time":"2024-01-16T14:30:01.500000007Z","sequence":7}"#)
  }
}
