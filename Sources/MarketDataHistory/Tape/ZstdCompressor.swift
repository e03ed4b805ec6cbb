import CZstd

/// Compresses to one zstd frame, with a checksum. A reference, because the library's state is not to be copied.
final class ZstdCompressor {
  private let context: OpaquePointer?
  private let name: String
  private var output = [UInt8](repeating: 0, count: ZSTD_CStreamOutSize())

  /// Compresses at zstd's own default level, for a file that errors call by a name.
  init(name: String) {
    self.name = name
    context = ZSTD_createCCtx()
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit { ZSTD_freeCCtx(context) }

  /// Compresses some bytes; a part of them may be held back.
  ///
  /// - Throws: `HistoryError` when the library fails, which it does for want of memory, or the file cannot be written.
  func compress(_ bytes: UnsafeRawBufferPointer, to file: borrowing OutputFile) throws(HistoryError) {
    var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    repeat { _ = try step(&input, ZSTD_e_continue, file) } while input.pos < input.size
  }

  /// Writes what was held back, and ends the frame.
  func finish(to file: borrowing OutputFile) throws(HistoryError) {
    var nothing = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
    while try step(&nothing, ZSTD_e_end, file) > 0 {}
  }

  /// - Returns: How much the library still holds back, at least.
  private func step(
    _ input: inout ZSTD_inBuffer, _ how: ZSTD_EndDirective, _ file: borrowing OutputFile
  ) throws(HistoryError) -> Int {
    guard let context else { throw failure("no memory for it") }
    let (rest, count) = output.withUnsafeMutableBytes { room in
      var to = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
      return (ZSTD_compressStream2(context, &to, &input, how), to.pos)
    }
    guard ZSTD_isError(rest) == 0 else { throw failure(String(cString: ZSTD_getErrorName(rest))) }
    try output.withUnsafeBufferPointer { (room) throws(HistoryError) in
      try file.write(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: room.prefix(count))))
    }
    return rest
  }

  private func failure(_ found: String) -> HistoryError {
    HistoryError(name, expected: "zstd to compress", found: found)
  }
}
