import MarketData
import Testing

@Suite("The JSON of a cached quote")
struct CachedQuoteJSONTests {
  private static func quote() throws -> CachedQuote {
    CachedQuote(
      symbol: try Symbol("AAPL"), price: try Price("150.25"), bid: try Price("150.20"), ask: try Price("150.30"),
      volume: 1_000_000, timestamp: try Timestamp("2024-01-15T10:30:00.123Z"),
      cachedAt: try Timestamp("2024-01-15T10:30:00.150Z"))
  }

  private static let text = #"""
    {"symbol":"AAPL","price":"150.25","bid":"150.20","ask":"150.30","volume":1000000,\#
    "timestamp":"2024-01-15T10:30:00.123Z","cached_at":"2024-01-15T10:30:00.150Z"}
    """#

  @Test("Is written as documented")
  func writes() throws {
    #expect(String(decoding: try Self.quote().json, as: UTF8.self) == Self.text)
  }

  @Test("Cuts times to the millisecond, before 1970 too, and keeps seconds apart")
  func times() throws {
    var (encoder, quote) = (CachedQuoteEncoder(), try Self.quote())
    let times = [-1, -1_000_000_000, -1_000_000_001, 0, 999_999_999, 1_000_000_000, 59_999_000_000] as [Int64]
    for nanos in times {
      (quote.timestamp, quote.cachedAt) = (Timestamp(nanos: nanos), Timestamp(nanos: nanos + 5_000_000_000))
      var bytes = CachedQuoteEncoder.head(of: quote.symbol)
      encoder.appendBody(quote, to: &bytes)
      let found = try CachedQuote(json: bytes, of: quote.symbol)
      #expect(found.timestamp == Timestamp(milliseconds: quote.timestamp.milliseconds))
      #expect(found.cachedAt == Timestamp(milliseconds: quote.cachedAt.milliseconds))
    }
  }

  @Test(
    "Is read in any order, with white space, escapes and unknown keys",
    arguments: [
      text,
      " \t\r\n" + text.replacing(",", with: " ,\n").replacing(":\"", with: " : \"") + "\n",
      #"""
      {"cached_at":"2024-01-15T10:30:00.150Z","timestamp":"2024-01-15T10:30:00.123Z","volume":1000000,
       "source":{"name":"x\"\\\/\b\f\n\r\té\ud83d\ude00","list":[1,-2.5e+3,0.5,1E9,[],{},true,false,null]},
       "ask":"150.30","bid":"150.2","price":"150.250000000","symbol":"\u0041APL"}
      """#,
    ])
  func reads(_ text: String) throws {
    #expect(try CachedQuote(json: Array(text.utf8), of: Symbol("AAPL")) == Self.quote())
  }

  private static func changed(_ old: String, _ new: String) -> String { text.replacing(old, with: new) }

  @Test(
    "Is refused when it is anything else, with the key concerned",
    arguments: [
      ("", "expected \"{\", found the end of the text"),
      ("[]", "expected \"{\", found \"[]\" at byte 1"),
      (String(text.dropLast()), "expected \"}\", found the end of the text"),
      (text + " x", "expected the end of the text, found \"x\" at byte 161"),
      (changed("\"AAPL\"", "\"MSFT\""), "expected \"AAPL\" under \"symbol\", found \"MSFT\""),
      (changed("\"symbol\":\"AAPL\",", ""), "expected the key \"symbol\", found none"),
      (changed("\"bid\":\"150.20\",", ""), "expected the key \"bid\", found none"),
      (changed("\"bid\"", "\"price\""), "expected one value under \"price\", found a second one"),
      (changed("\"150.25\"", "150.25"), "expected a string under \"price\", found \"150.25,\"bid\":\"15\" at byte 26"),
      (changed("150.25", "1e5"), "expected a decimal number such as \"150.25\" under \"price\", found \"1e5\""),
      (changed("150.20", ""), "expected a decimal number such as \"150.25\" under \"bid\", found \"\""),
      (
        changed("1000000", "1.5"),
        "expected a whole number of 64 bits under \"volume\", found \"1.5,\"timestamp\":\" at byte 74"
      ),
      (
        changed("1000000", "9223372036854775808"),
        "expected a whole number of 64 bits under \"volume\", found \"9223372036854775\" at byte 74"
      ),
      (
        changed("1000000", "01"),
        "expected a number without leading zeros under \"volume\", found \",\"timestamp\":\"20\" at byte 76"
      ),
      (
        changed("1000000", "\"1\""), "expected a value under \"volume\", found \"\"1\",\"timestamp\":\" at byte 74"
      ),
      (
        changed("10:30:00.123Z", "10:30"),
        "expected a time such as \"2024-01-15T10:30:00.123Z\" under \"timestamp\", found \"2024-01-15T10:30\""
      ),
      (
        changed("\"ask\":", "\"x\":\(String(repeating: "[", count: 65))"),
        "expected at most 64 nested values under \"x\", found \"[\"150.30\",\"volum\" at byte 118"
      ),
      (
        changed("AAPL", "\\x"),
        "expected an escape such as \\n or \\u0041 under \"symbol\", found \"\",\"price\":\"150.2\" at byte 14"
      ),
      (
        changed("AAPL", "\\ud83d"),
        "expected a pair of surrogates under \"symbol\", found \",\"price\":\"150.25\" at byte 19"
      ),
      (
        changed("AAPL", "\n"),
        "expected an escaped control character under \"symbol\", found \"\n\",\"price\":\"150.\" at byte 12"
      ),
    ])
  func refuses(_ json: String, _ message: String) throws {
    let symbol = try Symbol("AAPL")
    let error = #expect(throws: JSONError.self) { try CachedQuote(json: Array(json.utf8), of: symbol) }
    #expect(error?.description == message)
  }

  @Test("Bytes that are no UTF-8 are refused")
  func invalidUTF8() throws {
    let symbol = try Symbol("AAPL")
    let error = #expect(throws: JSONError.self) {
      try CachedQuote(json: Array("{\"a".utf8) + [0xFF] + Array("\":1}".utf8), of: symbol)
    }
    #expect(error?.expected == "UTF-8 in the string before")
  }

  @Test("Any prefix and any changed byte is read or refused, never worse")
  func survivesDamage() throws {
    let (whole, symbol) = (Array(Self.text.utf8), try Symbol("AAPL"))
    for count in 0..<whole.count {
      #expect(throws: JSONError.self) { try CachedQuote(json: Array(whole[..<count]), of: symbol) }
    }
    var random = SplitMix64(seed: 1)
    for _ in 0..<20_000 {
      var damaged = whole
      damaged[Int.random(in: whole.indices, using: &random)] = .random(in: 0...255, using: &random)
      _ = try? CachedQuote(json: damaged, of: symbol)
    }
  }

  @Test("Reading a stranger's ticker does not grow the table of symbols")
  func internsNothing() throws {
    let (symbol, json) = (try Symbol("AAPL"), Self.changed("\"AAPL\"", "\"NEVER-INTERNED\""))
    #expect(throws: JSONError.self) { try CachedQuote(json: Array(json.utf8), of: symbol) }
    #expect(Symbol(known: "NEVER-INTERNED") == nil)
  }
}
