import CZlib

/// Compresses payloads for permessage-deflate (RFC 7692), each by itself, so that many clients can share one.
final class Deflater {
  /// At an address of its own: zlib keeps it, and refuses a stream that has moved.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let isReady: Bool
  /// The fastest: a frame is compressed on the event loop.
  private static let level: CInt = 1

  init() {
    stream.initialize(to: z_stream())
    // Negative bits: raw deflate, without zlib's header.
    isReady =
      deflateInit2_(
        stream, Self.level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
      == Z_OK
  }

  deinit {
    if isReady { deflateEnd(stream) }
    stream.deallocate()
  }

  /// The payload compressed, without the empty block at the end; nil when that is not smaller.
  func compress(_ payload: ArraySlice<UInt8>) -> [UInt8]? {
    guard isReady, deflateReset(stream) == Z_OK else { return nil }
    var input = Array(payload)
    let output = [UInt8](unsafeUninitializedCapacity: input.count + 16) { output, count in
      count = input.withUnsafeMutableBufferPointer { deflate($0, to: output) }
    }
    // A sync flush ends with an empty block of four bytes, which stays out (section 7.2.1).
    return output.count > 4 && output.count - 4 < payload.count ? Array(output.dropLast(4)) : nil
  }

  /// How many bytes it became; 0 when there is no room for all.
  private func deflate(_ input: UnsafeMutableBufferPointer<UInt8>, to output: UnsafeMutableBufferPointer<UInt8>) -> Int
  {
    (stream.pointee.next_in, stream.pointee.avail_in) = (input.baseAddress, UInt32(input.count))
    (stream.pointee.next_out, stream.pointee.avail_out) = (output.baseAddress, UInt32(output.count))
    let isWhole = CZlib.deflate(stream, Z_SYNC_FLUSH) == Z_OK && stream.pointee.avail_out > 0
    return isWhole ? output.count - Int(stream.pointee.avail_out) : 0
  }
}

/// Expands the messages of clients, each by itself.
final class Inflater {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let isReady: Bool
  /// Expanded in steps of so many bytes, so that a message that would be huge is given up early.
  private static let step = 16384

  init() {
    stream.initialize(to: z_stream())
    isReady = inflateInit2_(stream, -15, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit {
    if isReady { inflateEnd(stream) }
    stream.deallocate()
  }

  /// The message expanded, if that has at most so many bytes.
  func expand(_ message: [UInt8], limit: Int) -> Inflation {
    guard isReady, inflateReset(stream) == Z_OK else { return .invalid }
    // The empty block that the sender left out.
    var input = message + [0, 0, 0xFF, 0xFF]
    return input.withUnsafeMutableBufferPointer { input in
      (stream.pointee.next_in, stream.pointee.avail_in) = (input.baseAddress, UInt32(input.count))
      return expand(limit: limit)
    }
  }

  private func expand(limit: Int) -> Inflation {
    var result: [UInt8] = []
    while true {
      let status = step(&result)
      if result.count > limit { return .tooLarge }
      switch status {
      case Z_STREAM_END:
        // A sender may mark a block as the last; others may follow nonetheless (section 7.2.3.4).
        guard stream.pointee.avail_in > 4 else { return .bytes(result) }
        guard inflateResetKeep(stream) == Z_OK else { return .invalid }
      case Z_OK, Z_BUF_ERROR:
        guard stream.pointee.avail_out > 0 else { continue }
        return stream.pointee.avail_in == 0 && isBetweenBlocks ? .bytes(result) : .invalid
      default: return .invalid
      }
    }
  }

  /// Expands as much as fits into one step, and appends it.
  private func step(_ result: inout [UInt8]) -> CInt {
    var status = Z_OK
    result += [UInt8](unsafeUninitializedCapacity: Self.step) { output, count in
      (stream.pointee.next_out, stream.pointee.avail_out) = (output.baseAddress, UInt32(output.count))
      status = CZlib.inflate(stream, Z_SYNC_FLUSH)
      count = output.count - Int(stream.pointee.avail_out)
    }
    return status
  }

  /// Whether the input ended with a block: zlib says so by 128. Else it was cut short.
  private var isBetweenBlocks: Bool { stream.pointee.data_type & 128 != 0 }
}
