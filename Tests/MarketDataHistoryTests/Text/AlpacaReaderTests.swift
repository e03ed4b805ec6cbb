import MarketData
import Testing

@testable import MarketDataHistory

@Suite("Alpaca's JSON")
struct AlpacaReaderTests {
  private static let bar =
    #"{"t":"2022-01-03T09:00:00Z","o":178.26,"h":178.34,"l":177.76,"c":178.08,"v":60937,"n":1727,"vw":177.954244}"#
  private static let trade =
    #""t":"2022-01-03T09:00:00.086175744Z","x":"P","p":178.26,"s":246,"c":["@","T"],"i":1,"z":"C""#
  private static let quote =
    #""t":"2022-01-03T09:00:00.1Z","ax":"Q","ap":178.8,"as":1,"bx":"Q","bp":177.9,"bs":4,"c":["R"]"#

  private func wantedBar(_ ticker: String) throws -> HistoryRow {
    .bar(
      HistoryBar(
        symbol: try Symbol(ticker), start: try time("2022-01-03T09:00:00Z"), length: .minute, open: try price("178.26"),
        high: try price("178.34"), low: try price("177.76"), close: try price("178.08"), volume: 60937, trades: 1727,
        vwap: try price("177.954244")))
  }

  private func wantedTrade(_ ticker: String) throws -> HistoryRow {
    .quote(
      Quote(
        symbol: try Symbol(ticker), price: try price("178.26"), bid: .zero, ask: .zero,
        timestamp: try time("2022-01-03T09:00:00.086175744Z"), size: 246, bidSize: 0, askSize: 0, changes: .trade))
  }

  private func wantedQuote(_ ticker: String) throws -> HistoryRow {
    .quote(
      Quote(
        symbol: try Symbol(ticker), price: .zero, bid: try price("177.9"), ask: try price("178.8"),
        timestamp: try time("2022-01-03T09:00:00.100Z"), size: 0, bidSize: 400, askSize: 100, changes: .book))
  }

  @Test("Pages of bars, of many symbols and of one that is named after them")
  func bars() throws {
    let many = #"{"bars":{"AAPL":[\#(Self.bar)],"MSFT":[\#(Self.bar),\#(Self.bar)]},"next_page_token":null}"#
    #expect(try rows(many) == [wantedBar("AAPL"), wantedBar("MSFT"), wantedBar("MSFT")])
    let one = #"{"bars":[\#(Self.bar)],"symbol":"AAPL","next_page_token":"x"}"#
    #expect(try rows(one) == [wantedBar("AAPL")])
    #expect(try rows(one + "\n" + many, piece: 1).count == 4)
    #expect(try rows(#"{"bars":null,"symbol":"AAPL"}"#) == [])
    #expect(try rows(#"{"bar":\#(Self.bar),"symbol":"AAPL"}"#) == [wantedBar("AAPL")])
    #expect(try rows(#"{"bars":{"AAPL":\#(Self.bar)}}"#) == [wantedBar("AAPL")])
  }

  @Test("Pages of trades and of quotes, whose sizes are lots")
  func ticks() throws {
    #expect(try rows("{\"trades\":{\"A\":[{\(Self.trade)}]}}") == [wantedTrade("A")])
    #expect(try rows("{\"quotes\":[{\(Self.quote)}],\"symbol\":\"A\"}") == [wantedQuote("A")])
  }

  @Test("Messages of the stream, one a line or in arrays; those that are no rows are counted")
  func stream() throws {
    let text = """
      [{"T":"success","msg":"connected"}]
      {"T":"t","S":"A",\(Self.trade)}
      [{"T":"q","S":"A",\(Self.quote)},{"T":"b","S":"AAPL",\(Self.bar.dropFirst())]
      """
    #expect(try rows(text) == [wantedTrade("A"), wantedQuote("A"), wantedBar("AAPL")])
    var reader = try TextReader(ByteSource(bytes: text.bytes, name: "day"))
    var found: [HistoryRow] = []
    try reader.read(into: &found, atMost: 10)
    #expect(reader.skipped == 1)
    #expect(reader.summary == "Alpaca's JSON")
  }

  @Test(
    "What is wrong is refused with line and column",
    arguments: [
      ("{\"T\":\"t\",\"S\":\"A\",\n\"p\":\"1\"}", "day:2:5: expected a value, found \"\"1\"}\" at byte 23"),
      ("{\"bars\":[", "day:1:1: expected the end of the JSON value that begins here, found the end of the text"),
      ("{}\n  x", "day:1:3: expected \"bars\", \"trades\", \"quotes\", or a message with \"T\", found neither"),
      ("[]\n  x", "day:2:3: expected a JSON object or array, found \"x\""),
      ("[]\n [\0]", "day:2:3: expected text, found a NUL byte"),
      ("{\"T\":\"t\",\"S\":\"A\",\"p\":1,\"s\":-1}", "day:1:30: expected a size from 0 to 2147483647, found \"-1\""),
      ("{\"T\":\"b\",\"S\":\"A\",\"o\":1}", "day:1:24: expected a value for timestamp, found none"),
      (
        "{\"T\":\"t\",\"S\":\"\"}",
        "day:1:16: expected a ticker of 1 to 32 characters from A-Z a-z 0-9 . : / _ -, found \"\""
      ),
    ])
  func refusals(_ text: String, _ wanted: String) { #expect(failure(text, .alpaca) == wanted) }

  @Test("A value of more than 16 MiB is refused")
  func large() {
    let text = "[" + String(repeating: " ", count: 17 << 20) + "]"
    let wanted = "day:1:1: expected a JSON value of at most 16777216 bytes, found a larger one; "
    #expect(failure(text) == wanted + "write one message a line")
  }
}
