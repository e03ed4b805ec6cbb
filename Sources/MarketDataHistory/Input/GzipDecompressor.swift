import CZlib

/// Decompresses gzip (RFC 1952): members in a row, each with its checksum.
final class GzipDecompressor: Decompressor {
  let name = "gzip"
  /// On the heap, because zlib keeps its address.
  private let stream: UnsafeMutablePointer<z_stream>
  private(set) var isComplete = false
  private var isReady: Bool

  static func recognises(_ start: some Sequence<UInt8>) -> Bool { start.starts(with: [0x1F, 0x8B]) }

  init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 16 asks for gzip, 15 is the largest window.
    isReady = inflateInit2_(stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit {
    if isReady { inflateEnd(stream) }
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  func fresh() -> any Decompressor { GzipDecompressor() }

  func decompress(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(DecompressionError) -> (read: Int, written: Int) {
    guard isReady else { throw DecompressionError(text: "no memory to decompress it") }
    if isComplete {
      if input.isEmpty { return (0, 0) }
      inflateReset(stream)  // another member follows
      isComplete = false
    }
    // zlib does not write to its input, though its type would let it.
    stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
    stream.pointee.avail_in = UInt32(clamping: input.count)
    stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_out = UInt32(clamping: output.count)
    let (before, room) = (stream.pointee.avail_in, stream.pointee.avail_out)
    let code = inflate(stream, Z_NO_FLUSH)
    isComplete = code == Z_STREAM_END
    guard isComplete || code == Z_OK || code == Z_BUF_ERROR else {
      let text = stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(code)"
      throw DecompressionError(text: text, read: Int(before - stream.pointee.avail_in))
    }
    return (Int(before - stream.pointee.avail_in), Int(room - stream.pointee.avail_out))
  }
}
