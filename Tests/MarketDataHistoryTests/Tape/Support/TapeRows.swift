import MarketData

@testable import MarketDataHistory

/// Rows by chance: the same for the same seed.
struct TapeRows {
  private var random: SplitMix64
  private var time: Int64 = 1_705_329_000_000_000_000
  let symbols: [Symbol]

  init(seed: UInt64, symbols count: Int = 5) throws {
    random = SplitMix64(seed: seed)
    symbols = try (0..<count).map { try Symbol("TAPE\($0)") }
  }

  /// Rows in the order of time that a schema holds, as they will be read again.
  mutating func rows(_ count: Int, of schema: DBNSchema) -> [HistoryRow] {
    (0..<count).map { _ in row(of: schema) }
  }

  private mutating func row(of schema: DBNSchema) -> HistoryRow {
    // Several at one time; sometimes days lie between.
    if chance(3) { time += Int64.random(in: 0...2_000_000_000, using: &random) }
    if chance(200) { time += 3 * 86_400_000_000_000 }
    let symbol = symbols[Int.random(in: 0..<symbols.count, using: &random)]
    if let length = schema.barLength { return .bar(bar(symbol, length)) }
    var quote = Quote(
      symbol: symbol, price: .zero, bid: .zero, ask: .zero, timestamp: Timestamp(nanos: time), size: 0, bidSize: 0,
      askSize: 0, changes: [])
    switch schema {
    case .trades: takeTrade(&quote)
    case .tbbo:
      takeTrade(&quote)
      takeBook(&quote, mayBeBare: false)
    case .mbp1 where chance(2): takeBook(&quote, mayBeBare: true)
    case .mbp1:
      takeTrade(&quote)
      if chance(2) { takeBook(&quote, mayBeBare: false) }
    default:
      takeBook(&quote, mayBeBare: true)
      if chance(2) { (quote.price, quote.size) = (price(), size()) }
    }
    return .quote(quote)
  }

  private mutating func takeTrade(_ quote: inout Quote) {
    (quote.price, quote.size) = (price(), chance(10) ? 0 : size())
    quote.changes.insert(quote.size > 0 ? .trade : .mark)
  }

  private mutating func takeBook(_ quote: inout Quote, mayBeBare: Bool) {
    quote.changes.insert(.book)
    let (hasBid, hasAsk) = (!chance(5), !chance(5))
    if hasBid || !mayBeBare { (quote.bid, quote.bidSize) = (price(), size()) }
    if hasAsk { (quote.ask, quote.askSize) = (price(), size()) }
  }

  private mutating func bar(_ symbol: Symbol, _ length: HistoryBar.Length) -> HistoryBar {
    HistoryBar(
      symbol: symbol, start: Timestamp(nanos: time), length: length, open: price(), high: price(), low: price(),
      close: price(), volume: chance(10) ? Int64.random(in: 0 ... .max, using: &random) : Int64(size()))
  }

  /// Any price, negative ones and the least and the most among them.
  private mutating func price() -> Price {
    switch Int.random(in: 0..<20, using: &random) {
    case 0: Price(nanos: .min)
    case 1: Price(nanos: .max - 1)
    case 2: Price(nanos: -Int64.random(in: 1...10_000_000_000, using: &random))
    default: Price(nanos: Int64.random(in: 1...1_000_000_000_000, using: &random))
    }
  }

  private mutating func size() -> Int32 { chance(20) ? .max : Int32.random(in: 1...10_000, using: &random) }
  private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &random) == 0 }
}

/// Reads all rows of bytes or of a file, so many at a time, up to an error if there is one.
struct TapeResult: Equatable {
  var rows: [HistoryRow] = []
  var error: HistoryError?
  var skipped = DBNReader.Skipped()

  init(_ bytes: [UInt8], options: DBNReader.Options = .init(), atMost count: Int = 7) {
    do throws(HistoryError) {
      let source = try ByteSource(bytes: bytes, name: "day.dbn")
      read(try DBNReader(source, options: options), atMost: count)
    } catch { self.error = error }
  }

  init(path: String, options: DBNReader.Options = .init(), atMost count: Int = 7) {
    do throws(HistoryError) { read(try DBNReader(path: path, options: options), atMost: count) } catch {
      self.error = error
    }
  }

  private mutating func read(_ reader: consuming DBNReader, atMost count: Int) {
    do throws(HistoryError) {
      var before = -1
      while rows.count > before {
        before = rows.count
        try reader.read(into: &rows, atMost: count)
      }
    } catch { self.error = error }
    skipped = reader.skipped
  }
}

extension DBNWriter {
  /// Writes a file of rows.
  @discardableResult
  static func write(
    _ rows: [HistoryRow], to path: String, _ schema: DBNSchema, dataset: String = "MOCK.SYNTH",
    compression: Compression = .none
  ) throws(HistoryError) -> DBNMetadata {
    var writer = try DBNWriter(path: path, schema: schema, dataset: dataset, compression: compression)
    for row in rows { try writer.append(row) }
    return try writer.finish()
  }
}
