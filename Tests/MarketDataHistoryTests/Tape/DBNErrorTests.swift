import CZstd
import MarketData
import Testing

@testable import MarketDataHistory

/// A file that is wrong in one way, and what is said of it.
private struct Fault: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bytes: [UInt8]
  let text: String

  init(_ what: String, _ text: String, _ change: (inout TapeBytes) -> Void) {
    var file = TapeBytes()
    file.records = [TapeBytes.trade(38, at: TapeBytes.time())]
    change(&file)
    (testDescription, bytes, self.text) = (what, file.bytes, text)
  }

  init(_ what: String, _ text: String, bytes change: (inout [UInt8]) -> Void) {
    var file = TapeBytes()
    file.records = [TapeBytes.trade(38, at: TapeBytes.time())]
    var bytes = file.bytes
    change(&bytes)
    (testDescription, self.bytes, self.text) = (what, bytes, text)
  }
}

private let cutShort = "; it was cut short: get it again"
private let damaged = "; the file is damaged here: get it again"
private let notDBN = "day.dbn:byte 0: expected a DBN file, which begins with \"DBN\", found "
private let schemas = "mbp-1, tbbo, trades, ohlcv-1s, ohlcv-1m, ohlcv-1h, ohlcv-1d, bbo-1s, bbo-1m"

@Suite("DBN: what is wrong is told")
struct DBNErrorTests {
  private static let damagedMetadata = [
    Fault("nothing", notDBN + "an empty file") { (bytes: inout [UInt8]) in
      bytes = []
    },
    Fault("another magic", notDBN + "the bytes 44 42 5a 03") { (bytes: inout [UInt8]) in
      bytes[2] = UInt8(ascii: "Z")
    },
    Fault("a later version", "day.dbn:byte 3: expected version 1, 2 or 3 of DBN, found 4") { $0.version = 4 },
    Fault("an endless length", "day.dbn:byte 4: expected metadata of 120 to 67108864 bytes, found 4294967295") {
      (bytes: inout [UInt8]) in
      bytes.replaceSubrange(4..<8, with: [255, 255, 255, 255])
    },
    Fault(
      "a cut start", "day.dbn:byte 5: expected 8 bytes of metadata, found the end of the file" + cutShort
    ) { (bytes: inout [UInt8]) in bytes = Array(bytes[..<5]) },
    Fault(
      "cut metadata",
      "day.dbn:byte 200: expected 584 bytes of metadata, found the end of the file" + cutShort
    ) { (bytes: inout [UInt8]) in bytes = Array(bytes[..<200]) },
    Fault(
      "a schema that is not read",
      "day.dbn:byte 24: expected one of the schemas \(schemas), found mbo"
    ) { $0.schema = 0 },
    Fault(
      "a schema that is not known",
      "day.dbn:byte 24: expected one of the schemas \(schemas), found schema 77, which is unknown"
    ) { $0.schema = 77 },
    Fault("symbols of no length", "day.dbn:byte 53: expected symbols of 22 to 1024 bytes, found 0") {
      (bytes: inout [UInt8]) in
      bytes.replaceSubrange(53..<55, with: [0, 0])
    },
    Fault("a definition", "day.dbn:byte 108: expected no definition of a schema, found one of 5 bytes") {
      $0.definition = 5
    },
    Fault("too many symbols", "day.dbn:byte 112: expected a count that 468 bytes have room for, found 4294967295") {
      (bytes: inout [UInt8]) in
      bytes.replaceSubrange(112..<116, with: [255, 255, 255, 255])
    },
    Fault("a name that is not ASCII", "day.dbn:byte 8: expected a name in ASCII, found other bytes") {
      $0.dataset = "Börse"
    },
    Fault("a day that is none", "day.dbn:byte 345: expected a day such as 20240115, found 20240230") {
      $0.mappings[0].1[0].0 = 20_240_230
    },
    Fault("days that go back", "day.dbn:byte 345: expected days in order, found an end before the start") {
      $0.mappings[0].1[0].0 = 20_240_117
    },
    Fault(
      "a mapping to no number",
      "day.dbn: expected mappings between symbols and the numbers of instruments, found \"AAPL\" for \"ES.c.0\""
    ) { $0.mappings[0].1[0].2 = "ES.c.0" },
  ]

  private static let damagedRecords = [
    Fault(
      "a record of no length",
      "day.dbn:byte 584: expected a record of "
        + "at least 48 bytes, found one of 0" + damaged
    ) {
      $0.records[0][0] = 0
    },
    Fault(
      "a record too short for its type",
      "day.dbn:byte 584: expected a record of "
        + "at least 48 bytes, found one of 44" + damaged
    ) {
      $0.records[0][0] = 11
    },
    Fault(
      "an unknown record of no length",
      "day.dbn:byte 584: expected a record of "
        + "at least 16 bytes, found one of 12" + damaged
    ) {
      ($0.records[0][0], $0.records[0][1]) = (3, 77)
    },
    Fault(
      "a cut record",
      "day.dbn:byte 624: expected the rest of a record of 48 bytes, found the end of the file after 40" + cutShort
    ) { $0.records[0] = Array($0.records[0][..<40]) },
    Fault(
      "a cut header",
      "day.dbn:byte 585: expected the rest of a record of 16 bytes or more, found the end of the file after 1"
        + cutShort
    ) { $0.records[0] = Array($0.records[0][..<1]) },
    Fault("no time", "day.dbn:byte 584: expected a time from 1970 to 2262, found a record without one") {
      $0.records[0] = TapeBytes.trade(38, at: .max)
    },
    Fault(
      "an instrument without a symbol",
      "day.dbn:byte 584: expected an instrument that the metadata map to a symbol on 2024-01-15, "
        + "found instrument 39; let it be named by its number, as \"id:39\""
    ) { $0.records[0] = TapeBytes.trade(39, at: TapeBytes.time()) },
    Fault(
      "a symbol that is none here",
      "day.dbn:byte 584: expected a symbol that can be kept, found instrument 38: "
        + "expected a ticker of 1 to 32 characters from A-Z a-z 0-9 . : / _ -, found \"BRK B\""
    ) { $0.mappings[0].0 = "BRK B" },
    Fault(
      "a time that goes back",
      "day.dbn:byte 632: expected a record at 2024-01-15T14:30:00Z or later, as the one before it, "
        + "found 2024-01-15T14:29:59Z; sort the file, or let disorder be tolerated"
    ) { $0.records.append(TapeBytes.trade(38, at: TapeBytes.time() - 1_000_000_000)) },
  ]

  @Test("Metadata", arguments: damagedMetadata)
  fileprivate func metadata(fault: Fault) {
    #expect(TapeResult(fault.bytes).error?.description == fault.text)
  }

  @Test("Records", arguments: damagedRecords)
  fileprivate func records(fault: Fault) {
    #expect(TapeResult(fault.bytes).error?.description == fault.text)
  }

  @Test("A reader that has thrown says the same again")
  func again() throws {
    var file = TapeBytes()
    file.records = [1, 3, 2, 4].map { TapeBytes.trade(38, at: TapeBytes.time($0)) }
    var reader = try DBNReader(ByteSource(bytes: file.bytes, name: "day.dbn"))
    var rows: [HistoryRow] = []
    var errors: [HistoryError] = []
    for _ in 0..<2 {
      do throws(HistoryError) { try reader.read(into: &rows, atMost: 10) } catch { errors.append(error) }
    }
    #expect(rows.count == 2)
    #expect(errors.count == 2)
    #expect(Set(errors).count == 1)
  }

  @Test("In a compressed file the place is told as it is decompressed; one that is cut says so")
  func compressed() throws {
    let folder = try TapeFolder()
    var source = try TapeRows(seed: 3)
    let path = "\(folder.path)/day.dbn.zst"
    try DBNWriter.write(source.rows(1000, of: .trades), to: path, .trades, compression: .zstd)
    let bytes = folder.bytes(of: "day.dbn.zst")
    let cut = TapeResult(Array(bytes.dropLast(10))).error
    #expect(
      cut?.description
        == "day.dbn:byte \(bytes.count - 10): expected the rest of the zstd data, "
        + "found the end of the file" + cutShort
    )
    var file = TapeBytes()
    file.records = [TapeBytes.trade(39, at: TapeBytes.time())]
    #expect(TapeResult(Self.zstd(file.bytes)).error?.place == "day.dbn:byte 584 decompressed")
  }

  private static func zstd(_ bytes: [UInt8]) -> [UInt8] {
    var compressed = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    let count = ZSTD_compress(&compressed, compressed.count, bytes, bytes.count, 3)
    #expect(ZSTD_isError(count) == 0)
    return Array(compressed[..<count])
  }
}
