import Glibc
import MarketData
import Testing

@testable import MarketDataHistory

/// One half of `scripts/check-dbn`, which sets the folder; the other is `Tests/Interop/dbn_check.py`.
///
/// Beside each file `NAME` lies `NAME.rows`, what it holds: a row a line.
@Suite("DBN: exchange with Databento's own reader", .enabled(if: interopFolder != nil))
struct DBNInteropTests {
  @Test("Files that Databento's library wrote hold what it says", arguments: names(in: "theirs"))
  func theirs(name: String) throws {
    let path = "\(interopFolder ?? "")/theirs/\(name)"
    let result = TapeResult(path: path)
    #expect(result.error == nil)
    #expect(!result.rows.isEmpty)
    #expect(
      result.rows.map(Self.text).joined() == String(decoding: TapeFolder.bytes(at: "\(path).rows"), as: UTF8.self))
  }

  @Test("Files are written for Databento's library to read", arguments: DBNSchema.allCases)
  func ours(schema: DBNSchema) throws {
    var source = try TapeRows(seed: UInt64(schema.rawValue) + 1, symbols: 40)
    let rows = source.rows(5000, of: schema)
    for (compression, ending) in [(DBNWriter.Compression.none, ""), (.zstd, ".zst")] {
      let path = "\(interopFolder ?? "")/ours/\(schema.name).dbn\(ending)"
      try DBNWriter.write(rows, to: path, schema, compression: compression)
      try Self.write(rows.map(Self.text).joined(), to: "\(path).rows")
    }
  }

  /// What a row holds, in plain numbers.
  private static func text(_ row: HistoryRow) -> String {
    let fields: [Int64] =
      switch row {
      case .quote(let quote):
        [
          quote.timestamp.nanos, Int64(quote.changes.rawValue), quote.price.nanos, Int64(quote.size), quote.bid.nanos,
          Int64(quote.bidSize), quote.ask.nanos, Int64(quote.askSize),
        ]
      case .bar(let bar):
        [
          bar.start.nanos, bar.length.rawValue, bar.open.nanos, bar.high.nanos, bar.low.nanos, bar.close.nanos,
          bar.volume,
        ]
      }
    return ([row.symbol.ticker] + fields.map(String.init)).joined(separator: " ") + "\n"
  }

  private static func write(_ text: String, to path: String) throws {
    let file = try #require(fopen(path, "w"))
    #expect(fputs(text, file) >= 0)
    #expect(fclose(file) == 0)
  }
}

private let interopFolder = getenv("DBN_INTEROP").map { String(cString: $0) }

private func names(in folder: String) -> [String] {
  guard let interopFolder else { return [] }
  return TapeFolder.names(in: "\(interopFolder)/\(folder)").filter { !$0.hasSuffix(".rows") }
}
