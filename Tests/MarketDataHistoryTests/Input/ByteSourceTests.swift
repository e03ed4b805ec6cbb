import Glibc
import MarketDataTesting
import Testing

@testable import MarketDataHistory

@Suite("Sources of bytes")
struct ByteSourceTests {
  /// Some text that fills more than a block.
  private static let text = (0..<60_000).flatMap { "line \($0 &* 2_654_435_761)\n".utf8 }

  enum Packing: CaseIterable {
    case plain, gzip, zstd

    func pack(_ bytes: [UInt8]) -> [UInt8] {
      switch self {
      case .plain: bytes
      case .gzip: MarketDataHistoryTests.gzip(bytes)
      case .zstd: MarketDataHistoryTests.zstd(bytes)
      }
    }
  }

  @Test("What was packed comes out the same, in pieces of any size", arguments: Packing.allCases, [1, 1000, 1 << 20])
  func whole(_ packing: Packing, _ piece: Int) throws {
    let text = piece == 1 ? Array(Self.text.prefix(5000)) : Self.text
    #expect(try everything(packing.pack(text), piece: piece) == text)
  }

  @Test("Members and frames in a row are one text", arguments: Packing.allCases)
  func members(_ packing: Packing) throws {
    let packed = packing.pack(Array(Self.text[..<9])) + packing.pack([]) + packing.pack(Array(Self.text[9...]))
    #expect(try everything(packed) == Self.text)
  }

  @Test("Data cut short say so, wherever they are cut", arguments: [Packing.gzip, .zstd])
  func cut(_ packing: Packing) throws {
    let packed = packing.pack(Array(Self.text.prefix(3000)))
    for length in 4..<packed.count {
      let error = #expect(throws: HistoryError.self) { try everything(Array(packed[..<length])) }
      let place = "day.gz:byte \(length)"
      let wanted = HistoryError(
        place, expected: "the rest of the \(packing) data", found: "the end of the file",
        hint: "it was cut short: get it again")
      guard error != wanted else { continue }
      Issue.record("cut at \(length): \(String(describing: error))")
      break
    }
  }

  @Test("A byte that changed on the way is noticed")
  func checksum() throws {
    var gzipped = gzip(Array(Self.text.prefix(3000)))
    gzipped[gzipped.count - 6] ^= 1
    let error = #expect(throws: HistoryError.self) { try everything(gzipped) }
    #expect(
      error?.description
        == "day.gz:byte \(gzipped.count - 4): expected valid gzip data, found incorrect data check")
    var packed = zstd(Array(Self.text.prefix(3000)))
    packed[packed.count - 1] ^= 1
    let other = #expect(throws: HistoryError.self) { try everything(packed) }
    #expect(other?.expected == "valid zstd data")
    #expect(other?.found == "Restored data doesn't match checksum")
  }

  @Test("What follows a member and is none is refused")
  func garbage() throws {
    let error = #expect(throws: HistoryError.self) { try everything(gzip("a".bytes) + "junk".bytes) }
    #expect(error?.found == "incorrect header check")
  }

  @Test("The first bytes can be seen before reading begins, and are read all the same", arguments: Packing.allCases)
  func prefix(_ packing: Packing) throws {
    var source = try ByteSource(bytes: packing.pack("abcdef".bytes), name: "x")
    #expect(try source.prefix(2) == "ab".bytes)
    #expect(try source.prefix(100) == "abcdef".bytes)
    var room = [UInt8](repeating: 0, count: 4)
    var counts: [Int] = []
    for _ in 0..<3 {
      counts.append(
        try room.withUnsafeMutableBufferPointer { try source.read(into: UnsafeMutableRawBufferPointer($0)) })
    }
    #expect(counts == [4, 2, 0])
    #expect(source.compression == (packing == .plain ? nil : "\(packing)"))
  }

  @Test("Progress counts bytes as they lie on the disk")
  func progress() throws {
    let packed = gzip(Self.text)
    var source = try ByteSource(bytes: packed, name: "x")
    _ = try source.prefix(Self.text.count)
    #expect(source.progress.read == Int64(packed.count))
    #expect(source.progress.total == Int64(packed.count))
  }
}

@Suite("Files as sources of bytes")
struct FileSourceTests {
  @Test("A file is read, and its size is known")
  func file() throws {
    let path = "/tmp/marketdata-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    let file = try #require(fopen(path, "w"))
    fputs("hello", file)
    fclose(file)
    defer { unlink(path) }
    var source = try ByteSource(path: path)
    #expect(source.progress.total == 5)
    #expect(try source.prefix(9) == "hello".bytes)
  }

  @Test("What is no file is named, with what it is instead")
  func refusals() {
    #expect(message("/") == "/: expected a file, found a directory; name the files in it")
    #expect(message("/nowhere/day.csv") == "/nowhere/day.csv: expected a file, found nothing of that name")
    #expect(message("/proc/self/mem") == "/proc/self/mem: expected a file that can be read, found Input/output error")
  }

  private func message(_ path: String) -> String {
    do {
      return try ByteSource(path: path).name
    } catch { return error.description }
  }
}
