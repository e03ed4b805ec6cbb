import MarketData
import Testing

@testable import marketdata

@Suite("Quotes as lines")
struct QuoteTextTests {
  private func quote(_ changes: Quote.Changes, price: String = "185.43") throws -> Quote {
    var quote = Quote(
      symbol: try Symbol("BRK.B"), price: try Price(price), bid: try Price("185.4"), ask: try Price("185.4567"),
      timestamp: Timestamp(nanos: 1_705_329_000_000_000_001), received: Timestamp(nanos: 1_705_329_000_120_000_000),
      sequence: 7, volume: 9_000_000_000, size: 100, bidSize: 200, askSize: 300)
    quote.changes = changes
    return quote
  }

  private func text(_ format: QuoteText.Format, _ quotes: [Quote]) -> String {
    var (text, buffer) = (QuoteText(format), ByteWriter(capacity: 1))
    text.appendHeader(to: &buffer)
    text.append(QuoteBatch(quotes[...], firstPosition: 41), to: &buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  @Test("As JSON: prices are strings, times have nanoseconds, positions count on")
  func json() throws {
    let rest =
      #""bid":"185.40","ask":"185.4567","size":100,"bid_size":200,"ask_size":300,"volume":9000000000,"#
      + #""timestamp":"2024-01-15T14:30:00.000000001Z","received":"2024-01-15T14:30:00.120000000Z","sequence":7,"#
    #expect(
      text(
        .ndjson, [try quote([.trade, .book]), try quote(.trade, price: "-0.0001"), try quote(.book), try quote([])])
        == #"{"symbol":"BRK.B","price":"185.43",\#(rest)"position":41,"changes":["trade","book"]}\#n"#
        + #"{"symbol":"BRK.B","price":"-0.0001",\#(rest)"position":42,"changes":["trade"]}\#n"#
        + #"{"symbol":"BRK.B","price":"185.43",\#(rest)"position":43,"changes":["book"]}\#n"#
        + #"{"symbol":"BRK.B","price":"185.43",\#(rest)"position":44,"changes":[]}\#n"#)
  }

  @Test("As CSV: a header, then the same values between commas")
  func csv() throws {
    #expect(
      text(.csv, [try quote([.trade, .book]), try quote(.book)]) == """
        symbol,price,bid,ask,size,bid_size,ask_size,volume,timestamp,received,sequence,position,changes
        BRK.B,185.43,185.40,185.4567,100,200,300,9000000000,2024-01-15T14:30:00.000000001Z,\
        2024-01-15T14:30:00.120000000Z,7,41,tb
        BRK.B,185.43,185.40,185.4567,100,200,300,9000000000,2024-01-15T14:30:00.000000001Z,\
        2024-01-15T14:30:00.120000000Z,7,42,b

        """)
  }

  @Test("As none: nothing")
  func none() throws {
    #expect(text(.none, [try quote(.book)]) == "")
  }
}

@Suite("Cached quotes as lines")
struct QuoteLineTests {
  private static let now = Timestamp(milliseconds: 1_705_329_000_000)

  private func lines() throws -> [QuoteLine] {
    func line(_ ticker: String, age: Int64?) throws -> QuoteLine {
      let symbol = try Symbol(ticker)
      let quote = try age.map {
        CachedQuote(
          symbol: symbol, price: try Price("185.43"), bid: try Price("185.4"), ask: try Price("185.46"), volume: 1200,
          timestamp: Self.now - .milliseconds($0 + 5), cachedAt: Self.now - .milliseconds($0))
      }
      return QuoteLine(symbol, quote, now: Self.now, threshold: .seconds(5))
    }
    return [try line("AAPL", age: 120), try line("KO", age: 5001), try line("NOPE", age: nil), try line("F", age: -40)]
  }

  @Test("As a table: fresh, stale and missing; a clock that is behind makes no negative age")
  func table() throws {
    #expect(
      QuoteLine.table(try lines(), colour: false) == """
        SYMBOL   PRICE     BID     ASK  VOLUME                 TIMESTAMP      AGE  STATE
        AAPL    185.43  185.40  185.46    1200  2024-01-15T14:29:59.875Z   120 ms  fresh
        KO      185.43  185.40  185.46    1200  2024-01-15T14:29:54.994Z  5001 ms  stale
        NOPE         -       -       -       -                         -        -  missing
        F       185.43  185.40  185.46    1200  2024-01-15T14:30:00.035Z     0 ms  fresh

        """)
  }

  @Test("As JSON: an object a line, without the values that are missing")
  func json() throws {
    let text = try QuoteLine.json(Array(try lines().prefix(3)))
    #expect(
      text.split(separator: "\n").map(String.init) == [
        #"{"age_ms":120,"ask":"185.46","bid":"185.40","cached_at":"2024-01-15T14:29:59.880Z","price":"185.43","#
          + #""state":"fresh","symbol":"AAPL","timestamp":"2024-01-15T14:29:59.875Z","volume":1200}"#,
        #"{"age_ms":5001,"ask":"185.46","bid":"185.40","cached_at":"2024-01-15T14:29:54.999Z","price":"185.43","#
          + #""state":"stale","symbol":"KO","timestamp":"2024-01-15T14:29:54.994Z","volume":1200}"#,
        #"{"state":"missing","symbol":"NOPE"}"#,
      ])
  }

  @Test("As plain lines for watching")
  func plain() throws {
    #expect(
      QuoteLine.plain(Array(try lines().suffix(2))) == """
        NOPE - - - - - - missing
        F 185.43 185.40 185.46 1200 2024-01-15T14:30:00.035Z 0 ms fresh

        """)
  }
}
