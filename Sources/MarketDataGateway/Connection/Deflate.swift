import CZlib

/// Compresses payloads for permessage-deflate (RFC 7692), each by itself, so that many clients can share one.
final class Deflater {
  private var stream = z_stream()
  private let isReady: Bool
  private static let level: CInt = 1

  init() {
    // Negative bits: raw deflate, without zlib's header.
    isReady =
      deflateInit2_(
        &stream, Self.level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        CInt(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit { if isReady { deflateEnd(&stream) } }

  /// The payload compressed, without the empty block at the end; nil when that is not smaller.
  func compress(_ payload: ArraySlice<UInt8>) -> [UInt8]? {
    guard isReady, deflateReset(&stream) == Z_OK else { return nil }
    var (input, count) = (Array(payload), 0)
    let output = [UInt8](unsafeUninitializedCapacity: input.count + 16) { output, length in
      input.withUnsafeMutableBufferPointer { input in
        (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
        (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
        let isWhole = CZlib.deflate(&stream, Z_SYNC_FLUSH) == Z_OK && stream.avail_out > 0
        count = isWhole ? output.count - Int(stream.avail_out) : 0
      }
      length = count
    }
    // A sync flush ends with an empty block of four bytes, which stays out (section 7.2.1).
    return count > 4 && count - 4 < payload.count ? Array(output.dropLast(4)) : nil
  }
}

/// Expands the messages of clients, each by itself.
final class Inflater {
  private var stream = z_stream()
  private let isReady: Bool

  init() {
    isReady = inflateInit2_(&stream, -15, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit { if isReady { inflateEnd(&stream) } }

  /// The message expanded, if that has at most so many bytes.
  func expand(_ message: [UInt8], limit: Int) -> Inflation {
    guard isReady, inflateReset(&stream) == Z_OK else { return .invalid }
    var (input, result) = (message + [0, 0, 0xFF, 0xFF], [UInt8]())
    return input.withUnsafeMutableBufferPointer { input in
      (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
      while true {
        var status = Z_OK
        let chunk = [UInt8](unsafeUninitializedCapacity: 16384) { output, length in
          (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
          status = CZlib.inflate(&stream, Z_SYNC_FLUSH)
          length = output.count - Int(stream.avail_out)
        }
        result += chunk
        if result.count > limit { return .tooLarge }
        guard status == Z_OK || status == Z_BUF_ERROR || status == Z_STREAM_END else { return .invalid }
        if status == Z_STREAM_END { return stream.avail_in <= 4 ? .bytes(result) : .invalid }
        if stream.avail_out > 0 { return stream.avail_in == 0 ? .bytes(result) : .invalid }
      }
    }
  }
}
