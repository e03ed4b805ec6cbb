import CZstd

/// Decompresses zstd (RFC 8878): frames in a row, skippable ones among them, with their checksums where they have one.
final class ZstdDecompressor: Decompressor {
  let name = "zstd"
  private let context: OpaquePointer?
  private(set) var isComplete = false

  static func recognises(_ start: some Sequence<UInt8>) -> Bool {
    let magic = Array(start.prefix(4))
    guard magic.count == 4 else { return false }
    let isSkippable = magic[0] & 0xF0 == 0x50 && magic[1...] == [0x2A, 0x4D, 0x18]
    return magic == [0x28, 0xB5, 0x2F, 0xFD] || isSkippable
  }

  init() { context = ZSTD_createDCtx() }
  deinit { ZSTD_freeDCtx(context) }

  func fresh() -> any Decompressor { ZstdDecompressor() }

  func decompress(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(DecompressionError) -> (read: Int, written: Int) {
    guard let context else { throw DecompressionError(text: "no memory to decompress it") }
    if isComplete, input.isEmpty { return (0, 0) }
    var from = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var to = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let code = ZSTD_decompressStream(context, &to, &from)
    guard ZSTD_isError(code) == 0 else {
      throw DecompressionError(text: String(cString: ZSTD_getErrorName(code)), read: from.pos)
    }
    if from.pos > 0 || to.pos > 0 { isComplete = code == 0 }
    return (from.pos, to.pos)
  }
}
