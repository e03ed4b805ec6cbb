import MarketData
import Testing

@testable import MarketDataHistory

@Suite("Tables")
struct CSVReaderTests {
  private static func bar(
    _ ticker: String, _ start: String, _ length: HistoryBar.Length, _ prices: [String], _ volume: Int64,
    _ trades: Int64? = nil, _ vwap: String? = nil
  ) throws -> HistoryRow {
    let prices = try prices.map { try Price($0) }
    return .bar(
      HistoryBar(
        symbol: try Symbol(ticker), start: try time(start), length: length, open: prices[0], high: prices[1],
        low: prices[2], close: prices[3], volume: volume, trades: trades, vwap: try vwap.map { try Price($0) }))
  }

  @Test("Quotes that `simulate` wrote are read: what history does not keep is left out")
  func simulated() throws {
    let text = """
      symbol,price,bid,ask,size,bid_size,ask_size,volume,timestamp,received,sequence,position,changes
      AAPL,150.25,150.24,150.26,100,200,300,4200,2024-01-15T14:30:00.100000000Z,2024-01-15T14:30:01Z,7,9,tb

      """
    let quote = Quote(
      symbol: try Symbol("AAPL"), price: try price("150.25"), bid: try price("150.24"), ask: try price("150.26"),
      timestamp: try time("2024-01-15T14:30:00.100Z"), size: 100, bidSize: 200, askSize: 300)
    #expect(try rows(text) == [.quote(quote)])
  }

  @Test("Polygon's aggregates: minutes, and days that begin at midnight in New York")
  func polygon() throws {
    let minutes = """
      ticker,volume,open,close,high,low,window_start,transactions
      A,4930,200.29,200.5,200.63,200.29,1744792500000000000,129
      A,1815,200.39,200.34,200.61,200.34,1744792560000000000,57
      """
    #expect(
      try rows(minutes) == [
        Self.bar("A", "2025-04-16T08:35:00Z", .minute, ["200.29", "200.63", "200.29", "200.5"], 4930, 129),
        Self.bar("A", "2025-04-16T08:36:00Z", .minute, ["200.39", "200.61", "200.34", "200.34"], 1815, 57),
      ])
    let day = "ticker,volume,open,close,high,low,window_start,transactions\nA,1.5e3,1,2,3,1,1744776000000000000,9\n"
    #expect(try rows(day) == [Self.bar("A", "2025-04-16T04:00:00Z", .day, ["1", "3", "1", "2"], 1500, 9)])
  }

  @Test("Polygon's trades and quotes, whose sizes are lots; conditions stand in quotes")
  func polygonTicks() throws {
    let trades = """
      ticker,conditions,correction,exchange,id,participant_timestamp,price,sequence_number,sip_timestamp,size,tape,trf_id,trf_timestamp
      A,"12,37",0,11,1,1744792500000000001,133.05,1060,1744792500000000009,5,1,0,0
      """
    let at = Timestamp(nanos: 1_744_792_500_000_000_009)
    var quote = Quote(
      symbol: try Symbol("A"), price: try price("133.05"), bid: .zero, ask: .zero, timestamp: at, size: 5, bidSize: 0,
      askSize: 0, changes: .trade)
    #expect(try rows(trades) == [.quote(quote)])
    let quotes = """
      Ticker,ask_exchange,ask_price,ask_size,bid_exchange,bid_price,bid_size,conditions,indicators,participant_timestamp,sequence_number,sip_timestamp,tape,trf_timestamp
      A,11,133.1,2,12,133,3,,"604",1744792500000000001,5,1744792500000000009,1,0
      """
    (quote.price, quote.size, quote.changes) = (.zero, 0, .book)
    (quote.bid, quote.bidSize, quote.ask, quote.askSize) = (try price("133"), 300, try price("133.1"), 200)
    #expect(try rows(quotes, .polygonFlat) == [.quote(quote)])
  }

  @Test("Any order and case of known columns; dates alone are days; the average is rounded")
  func generic() throws {
    let text =
      "Date, Close,High,Low,Open,Volume,VWAP,note\r\n2024-01-15,2,3,1,1.5,100,1.99999999999,\"a, \"\"b\"\"\"\r\n"
    let options = TextOptions(symbol: try Symbol("XYZ"))
    let wanted = try Self.bar("XYZ", "2024-01-15T00:00:00Z", .day, ["1.5", "3", "1", "2"], 100, nil, "2")
    #expect(try rows(text, .auto, options) == [wanted])
  }

  @Test("Of ticks without a size the volume is it; a price without a size is a mark")
  func sizes() throws {
    let table = try rows("symbol,time,price,volume\nA,1705329000,1.5,200\nA,1705329001,1.6,0\n")
    #expect(table.map(\.quoteChanges) == [.trade, .mark])
    #expect(try rows("symbol,time,price\nA,1705329000,1.5\n").map(\.quoteChanges) == [.mark])
  }

  static let header = "symbol,timestamp,open,high,low,close,volume\n"
  @Test(
    "What is wrong is refused with line and column, what was expected, and what is there",
    arguments: [
      (
        header + "A,1705329000,1,2,1,1.5,10\nA,1705329060,1,2,x,1.5,10\n",
        "day:3:18: expected a decimal number such as 150.25, found \"x\""
      ),
      (header + "A,1705329000,1,2,3,1.5,10\n", "day:2:16: expected a high that is not below the low, 3.00, found 2.00"),
      (
        header + "A,1705329000,1,2,1,2.5,10\n",
        "day:2:20: expected a price from the low to the high, 1.00 to 2.00, found 2.50"
      ),
      (header + ",1705329000,1,2,1,1.5,10\n", "day:2:1: expected a value for symbol, found none"),
      (
        header + "A$,1705329000,1,2,1,1.5,10\n",
        "day:2:1: expected a ticker of 1 to 32 characters from A-Z a-z 0-9 . : / _ -, found \"A$\""
      ),
      (header + "A,1705329000,1,2,1,1.5,-10\n", "day:2:24: expected 0 or more, found \"-10\""),
      (header + "A,1705329000,1,2,1,1.5\n", "day:2:23: expected 7 columns, as in the header, found 6"),
      (header + "A,1705329000,1,2,1,1.5,10,\n", "day:2:27: expected 7 columns, as in the header, found 8"),
      (
        header + "A,\"1705329000,1,2,1,1.5,10\n",
        "day:2:3: expected a closing quote on the same line, found the end of the line"
      ),
      (
        header + "\"A\"x,1705329000,1,2,1,1.5,10\n",
        "day:2:4: expected a comma after the closing quote, found \"x,1705329000,1,2,1,1.5,10\""
      ),
      (
        header + "A,1705329000,1,99999999999,1,1.5,10\n",
        "day:2:16: expected a number within ±9223372036.854775807, found \"99999999999\""
      ),
      (
        header + "A,1705329000,1,2,1,1.5,10\nA,1705329001,1,2,1,1.5,10\n",
        "day:3:3: expected a time at which a minute begins, as the first bar is one"
          + ", found 2024-01-15T14:30:01Z; say how long the bars are: second, minute, hour or day"
      ),
      ("symbol,time,price,size\nA,1705329000,1.5,-1\n", "day:2:18: expected a size from 0 to 2147483647, found \"-1\""),
      (
        "symbol,time,price,size\nA,1705329000,1.5,3000000000\n",
        "day:2:18: expected a size from 0 to 2147483647, found \"3000000000\""
      ),
      ("symbol,time,bid,ask\nA,1705329000,,\n", "day:2:1: expected a price, or a bid and an ask, found neither"),
      ("symbol,time,bid,ask\nA,1705329000,1,\n", "day:2:16: expected a value for ask, found none"),
      ("symbol,ticker,time,price\n", "day:1:1: expected one column for symbol, found symbol and ticker"),
      (
        "symbol,price\n",
        "day:1:1: expected a header with a symbol, a timestamp, and either open, high, low, close and volume, or a price, or bid and ask"
          + ", found \"symbol,price\""
      ),
      (
        "hello\n",
        "day:1:1: expected DBN, JSON of Alpaca's, or a header of known columns such as symbol and timestamp"
          + ", found \"hello\n\"; say what it is: csv, polygon-flat, alpaca or dbn"
      ),
    ])
  func refusals(_ text: String, _ wanted: String) { #expect(failure(text) == wanted) }

  @Test("An empty file, another table than a flat file, and DBN are refused by name")
  func formats() {
    #expect(failure("", .csv) == "day: expected a header, found an empty file")
    #expect(
      failure("symbol,time,price\n", .polygonFlat)
        == "day:1:1: expected the header of a flat file: ticker, and window_start or sip_timestamp, found another; for other tables say csv"
    )
    #expect(failure("DBN\u{3}", .auto) == "day: expected text, found DBN; open it as DBN")
  }

  @Test("Rows before one that is wrong are there")
  func partial() throws {
    var reader = try TextReader(
      ByteSource(bytes: (Self.header + "A,1705329000,1,2,1,1.5,10\nx\n").bytes, name: "day"))
    var found: [HistoryRow] = []
    #expect(throws: HistoryError.self) { try reader.read(into: &found, atMost: 10) }
    #expect(found.count == 1)
  }

  @Test("The decision is told")
  func summary() throws {
    let reader = try TextReader(ByteSource(bytes: Self.header.bytes, name: "day"))
    #expect(reader.summary == "CSV of bars (symbol, timestamp, open, high, low, close, volume)")
  }

  @Test("Rows out of order are read, and can be counted")
  func order() throws {
    let text = "symbol,time,price,size\nA,1705329002,1,1\nA,1705329001,1,1\nA,1705329002,1,1\nA,1705329000,1,1\n"
    var order = RowOrder()
    order.take(try rows(text))
    #expect(order.count == 4)
    #expect(order.outOfOrder == 2)
  }
}

extension HistoryRow {
  /// What a tick carries.
  var quoteChanges: Quote.Changes? {
    if case .quote(let quote) = self { quote.changes } else { nil }
  }
}
