import CZstd

/// Compresses to one zstd frame, with a checksum. A reference, because the library's state is not to be copied.
final class ZstdCompressor {
  private let context: OpaquePointer?
  private var output = [UInt8](repeating: 0, count: ZSTD_CStreamOutSize())

  /// zstd's own default level.
  init() {
    context = ZSTD_createCCtx()
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit { ZSTD_freeCCtx(context) }

  /// Compresses some bytes, and hands what comes out to `body`; with `isLast` all that was held back too.
  ///
  /// - Throws: What `body` throws, and a `HistoryError` when the library fails, which it does for want of memory.
  func compress(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool, name: String,
    _ body: (UnsafeRawBufferPointer) throws(HistoryError) -> Void
  ) throws(HistoryError) {
    var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    while true {
      let (rest, count) = output.withUnsafeMutableBytes { room in
        var to = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
        let rest = ZSTD_compressStream2(context, &to, &input, isLast ? ZSTD_e_end : ZSTD_e_continue)
        return (rest, to.pos)
      }
      guard context != nil, ZSTD_isError(rest) == 0 else {
        throw HistoryError(name, expected: "zstd to compress", found: String(cString: ZSTD_getErrorName(rest)))
      }
      try output.withUnsafeBufferPointer { (room) throws(HistoryError) in
        try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: room.prefix(count))))
      }
      if isLast ? rest == 0 : input.pos == input.size { return }
    }
  }
}
