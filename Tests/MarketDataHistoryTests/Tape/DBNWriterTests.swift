import Glibc
import MarketData
import Testing

@testable import MarketDataHistory

private let choose = "; choose a schema that holds it"

@Suite("DBN: what cannot be written")
struct DBNWriterTests {
  private static func quote(_ changes: Quote.Changes = .trade, change: (inout Quote) -> Void = { _ in }) throws
    -> HistoryRow
  {
    var quote = Quote(
      symbol: try Symbol("AAPL"), price: Price(nanos: 1), bid: Price(nanos: 1), ask: Price(nanos: 2),
      timestamp: try Timestamp("2024-01-15T14:30:00Z"), changes: changes)
    change(&quote)
    return .quote(quote)
  }

  private static func refusal(_ rows: [HistoryRow], _ schema: DBNSchema = .trades, dataset: String = "D") throws
    -> String?
  {
    let folder = try TapeFolder()
    do throws(HistoryError) {
      try DBNWriter.write(rows, to: "\(folder.path)/d", schema, dataset: dataset)
    } catch {
      #expect(error.place == "\(folder.path)/d")
      #expect(folder.names == [])
      return String(error.description.dropFirst(error.place.count + 2))
    }
    return nil
  }

  @Test("A row that the schema does not hold is refused, and nothing is left behind")
  func holds() throws {
    #expect(
      try Self.refusal([Self.quote(), Self.quote(.book)])
        == "expected a trade for trades, found a book of AAPL at 2024-01-15T14:30:00Z" + choose)
    #expect(
      try Self.refusal([Self.quote(.trade)], .ohlcv1m)
        == "expected a bar of one minute for ohlcv-1m, found a trade of AAPL at 2024-01-15T14:30:00Z" + choose
    )
    let bar = HistoryRow.bar(
      HistoryBar(
        symbol: try Symbol("AAPL"), start: Timestamp(nanos: 0), length: .day, open: .zero, high: .zero, low: .zero,
        close: .zero, volume: 0))
    #expect(
      try Self.refusal([bar], .ohlcv1h)
        == "expected a bar of one hour for ohlcv-1h, found a bar of one day of AAPL at 1970-01-01T00:00:00Z" + choose
    )
    #expect(try Self.refusal([bar], .ohlcv1d) == nil)
  }

  @Test("Values that DBN has no way to say are refused")
  func unsayable() throws {
    let when = "of AAPL at 2024-01-15T14:30:00Z"
    #expect(
      try Self.refusal([Self.quote { $0.price = Price(nanos: .max) }])
        == "expected a value that DBN can hold, found the price 9223372036.854775807 \(when)")
    #expect(
      try Self.refusal([Self.quote { $0.size = -5 }]) == "expected a value that DBN can hold, found the size -5 \(when)"
    )
    #expect(
      try Self.refusal([Self.quote { $0.timestamp = Timestamp(nanos: -1) }])
        == "expected a value that DBN can hold, found the time 1969-12-31T23:59:59.999999999Z "
        + "of AAPL at 1969-12-31T23:59:59.999999999Z"
    )
    #expect(
      try Self.refusal([], dataset: "A.NAME.TOO.LONG.")
        == "expected a name of at most 15 ASCII characters, found \"A.NAME.TOO.LONG.\"")
  }

  @Test("Rows must be in the order of time")
  func order() throws {
    #expect(
      try Self.refusal([Self.quote(), Self.quote { $0.timestamp = $0.timestamp.adding(nanos: -1) }])
        == "expected a row at 2024-01-15T14:30:00Z or later, as the one before it, "
        + "found a trade of AAPL at 2024-01-15T14:29:59.999999999Z; sort the rows"
    )
  }

  @Test("A full disk is one error, and what was there stays")
  func fullDisk() throws {
    let folder = try TapeFolder()
    let path = "\(folder.path)/d"
    try DBNWriter.write([Self.quote()], to: path, .trades)
    let before = folder.bytes(of: "d")
    let full = OutputFile(descriptor: open("/dev/full", O_RDWR), name: path)
    var writer = try DBNWriter(path: path, schema: .trades, dataset: "D", compression: .none, records: full)
    let row = try Self.quote()
    var error: HistoryError?
    do throws(HistoryError) { for _ in 0..<10_000 { try writer.append(row) } } catch let found { error = found }
    #expect(
      error
        == HistoryError(
          path, expected: "room on the disk", found: "No space left on device",
          hint: "nothing was left behind: make room, then write it again"))
    #expect(folder.names == ["d"])
    #expect(folder.bytes(of: "d") == before)
  }

  @Test("A writer that is let go leaves nothing; one that finishes replaces what was there")
  func replaced() throws {
    let folder = try TapeFolder()
    let path = "\(folder.path)/d"
    do {
      var writer = try DBNWriter(path: path, schema: .trades)
      try writer.append(Self.quote())
    }
    #expect(folder.names == [])
    try DBNWriter.write([Self.quote()], to: path, .trades)
    try DBNWriter.write([Self.quote(), Self.quote()], to: path, .trades)
    #expect(TapeResult(path: path).rows.count == 2)
    #expect(folder.names == ["d"])
  }

  @Test("Where there is no folder, that is said")
  func noFolder() throws {
    #expect(
      throws: HistoryError("/nowhere/d", expected: "a folder to write in", found: "none of that name")
    ) { try DBNWriter.write([], to: "/nowhere/d", .trades) }
  }
}
