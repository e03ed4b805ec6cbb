/// The header of a WebSocket frame from server to client: whole messages, never masked (RFC 6455, section 5.2).
enum FrameHeader {
  /// The opcode of a text frame.
  static let text: UInt8 = 0x1
  /// The opcode of a binary frame.
  static let binary: UInt8 = 0x2
  /// The opcode of a close frame.
  static let close: UInt8 = 0x8
  /// The longest header.
  static let maxBytes = 10

  /// Appends the header of a frame with so many bytes of payload.
  ///
  /// - Parameter isCompressed: Sets the first reserved bit (RFC 7692).
  static func append(_ opcode: UInt8, payload count: Int, isCompressed: Bool = false, to bytes: inout [UInt8]) {
    bytes.append(0x80 | (isCompressed ? 0x40 : 0) | opcode)
    switch count {
    case ..<126: bytes.append(UInt8(count))
    case ..<65536:
      bytes.append(126)
      appendBigEndian(count, bytes: 2, to: &bytes)
    default:
      bytes.append(127)
      appendBigEndian(count, bytes: 8, to: &bytes)
    }
  }

  /// How long the header of a frame is.
  static func length(payload count: Int) -> Int { count < 126 ? 2 : count < 65536 ? 4 : 10 }

  /// How long the frame is that begins at an index; the bytes are frames of ours.
  static func frameLength(at index: Int, in bytes: [UInt8]) -> Int {
    let short = Int(bytes[index + 1] & 0x7F)
    guard short > 125 else { return 2 + short }
    let width = short == 126 ? 2 : 8
    return 2 + width + bytes[index + 2..<index + 2 + width].reduce(0) { $0 << 8 | Int($1) }
  }

  private static func appendBigEndian(_ number: Int, bytes count: Int, to bytes: inout [UInt8]) {
    for byte in stride(from: count - 1, through: 0, by: -1) {
      bytes.append(UInt8(truncatingIfNeeded: number >> (8 * byte)))
    }
  }
}
