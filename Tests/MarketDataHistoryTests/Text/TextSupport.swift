import CZlib
import CZstd
import MarketData

@testable import MarketDataHistory

/// All rows of a text, read in pieces of a size.
func rows(
  _ text: String, _ format: HistoryFormat = .auto, _ options: TextOptions = TextOptions(), piece: Int = 7
) throws(HistoryError) -> [HistoryRow] {
  var reader = try TextReader(ByteSource(bytes: Array(text.utf8), name: "day"), format: format, options: options)
  var rows: [HistoryRow] = []
  while true {
    let before = rows.count
    try reader.read(into: &rows, atMost: piece)
    if rows.count == before { return rows }
  }
}

/// What reading a text fails with.
func failure(
  _ text: String, _ format: HistoryFormat = .auto, _ options: TextOptions = TextOptions()
) -> String {
  do {
    return "\(try rows(text, format, options).count) rows"
  } catch { return error.description }
}

/// All that a source gives.
func everything(_ bytes: [UInt8], piece: Int = 1000) throws(HistoryError) -> [UInt8] {
  var source = try ByteSource(bytes: bytes, name: "day.gz")
  var all: [UInt8] = []
  var room = [UInt8](repeating: 0, count: piece)
  while true {
    let count = try room.withUnsafeMutableBufferPointer { (room) throws(HistoryError) in
      try source.read(into: UnsafeMutableRawBufferPointer(room))
    }
    if count == 0 { return all }
    all += room[..<count]
  }
}

/// One member of gzip.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  let size = Int32(MemoryLayout<z_stream>.size)
  deflateInit2_(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
  defer { deflateEnd(&stream) }
  var (input, output) = (bytes, [UInt8](repeating: 0, count: bytes.count + bytes.count / 2 + 100))
  let room = output.count
  input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
      (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(room))
      _ = deflate(&stream, Z_FINISH)
    }
  }
  return Array(output[..<(room - Int(stream.avail_out))])
}

/// One frame of zstd with a checksum.
func zstd(_ bytes: [UInt8]) -> [UInt8] {
  let context = ZSTD_createCCtx()
  defer { ZSTD_freeCCtx(context) }
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  var output = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
  let count = ZSTD_compress2(context, &output, output.count, bytes, bytes.count)
  return Array(output[..<count])
}

extension String {
  var bytes: [UInt8] { Array(utf8) }
}

/// A price of decimal text.
func price(_ text: String) throws -> Price { try Price(text) }
/// A time of RFC 3339.
func time(_ text: String) throws -> Timestamp { try Timestamp(text) }
