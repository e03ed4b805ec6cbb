import MarketData
import Testing

@testable import MarketDataHistory

@Suite("DBN: damaged files")
struct DBNDamageTests {
  private static func file(_ schema: DBNSchema, rows count: Int, compression: DBNWriter.Compression) throws -> (
    rows: [HistoryRow], bytes: [UInt8]
  ) {
    let folder = try TapeFolder()
    var source = try TapeRows(seed: 11, symbols: 2)
    let rows = source.rows(count, of: schema)
    try DBNWriter.write(rows, to: "\(folder.path)/day.dbn", schema, compression: compression)
    return (rows, folder.bytes(of: "day.dbn"))
  }

  @Test(
    "Every beginning of a file gives the rows that are whole, then an error or, between two, the end",
    arguments: [DBNSchema.trades, .mbp1, .ohlcv1m])
  func prefixes(schema: DBNSchema) throws {
    let (rows, bytes) = try Self.file(schema, rows: 20, compression: .none)
    let size = schema.kind.size
    let first = bytes.count - 20 * size
    for count in bytes.indices {
      let result = TapeResult(Array(bytes[..<count]))
      let whole = max(0, count - first) / size
      #expect(result.rows == Array(rows[..<whole]))
      #expect((result.error == nil) == (count >= first && (count - first) % size == 0))
    }
  }

  @Test("Every beginning of a compressed file gives rows of the file, then an error")
  func compressedPrefixes() throws {
    let (rows, bytes) = try Self.file(.mbp1, rows: 200, compression: .zstd)
    for count in bytes.indices {
      let result = TapeResult(Array(bytes[..<count]))
      #expect(result.error != nil)
      #expect(rows.starts(with: result.rows))
    }
  }

  @Test("No byte that is flipped brings the reader down", arguments: [DBNWriter.Compression.none, .zstd])
  func flips(compression: DBNWriter.Compression) throws {
    var (_, bytes) = try Self.file(.mbp1, rows: 20, compression: compression)
    var readable = 0
    for place in bytes.indices {
      for mask in [0x01, 0x80, 0xFF] as [UInt8] {
        bytes[place] ^= mask
        readable += bytes.withUnsafeBytes { fuzzDBN($0) } > 0 ? 1 : 0
        bytes[place] ^= mask
      }
    }
    #expect(readable > 0)
  }

  @Test("Noise behind a good start is rows or an error", arguments: 1...200 as ClosedRange<UInt64>)
  func noise(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var file = TapeBytes(schema: .max)
    let types = DBNRecord.Kind.allCases.map(\.rawValue) + [22, 0xA0]
    for _ in 0..<50 {
      let (words, type) = (UInt8.random(in: 0...30, using: &random), types.randomElement(using: &random) ?? 0)
      let rest = (0..<max(0, 4 * Int(words) - 2)).map { _ in UInt8.random(in: 0...255, using: &random) }
      file.records.append([words, type] + rest)
    }
    let options = DBNReader.Options(toleratesDisorder: true, namesUnmapped: true)
    let result = TapeResult(file.bytes, options: options)
    #expect(file.bytes.withUnsafeBytes { fuzzDBN($0) } <= 50, "seed \(seed)")
    #expect(result.rows.count <= 50, "seed \(seed)")
  }
}
