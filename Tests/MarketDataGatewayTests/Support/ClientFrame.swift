import NIOCore
import NIOWebSocket

/// A frame as a client sends it.
struct ClientFrame {
  var opcode: UInt8
  var payload: [UInt8] = []
  var fin = true
  /// The reserved bits, as they stand in the first byte: 0x40, 0x20, 0x10.
  var reserved: UInt8 = 0
  var isMasked = true

  static func text(_ text: String, fin: Bool = true) -> ClientFrame {
    ClientFrame(opcode: 1, payload: Array(text.utf8), fin: fin)
  }

  static func continuation(_ text: String, fin: Bool = true) -> ClientFrame {
    ClientFrame(opcode: 0, payload: Array(text.utf8), fin: fin)
  }

  static func ping(_ text: String = "") -> ClientFrame { ClientFrame(opcode: 9, payload: Array(text.utf8)) }

  static func close(_ code: UInt16, _ reason: [UInt8] = []) -> ClientFrame {
    ClientFrame(opcode: 8, payload: [UInt8(code >> 8), UInt8(code & 0xFF)] + reason)
  }

  private static let mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

  /// What NIO's decoder makes of it.
  var decoded: WebSocketFrame {
    var frame = WebSocketFrame(
      fin: fin, rsv1: reserved & 0x40 != 0, rsv2: reserved & 0x20 != 0, rsv3: reserved & 0x10 != 0,
      opcode: WebSocketOpcode(encodedWebSocketOpcode: opcode) ?? .text,
      maskKey: isMasked ? WebSocketMaskingKey(Self.mask) : nil, data: ByteBuffer(bytes: payload))
    if let key = frame.maskKey { frame.data.webSocketMask(key) }
    return frame
  }

  /// Its bytes on the wire (RFC 6455, section 5.2).
  var bytes: [UInt8] {
    var bytes = [(fin ? 0x80 : 0) | reserved | opcode]
    let mark: UInt8 = isMasked ? 0x80 : 0
    switch payload.count {
    case ..<126: bytes.append(mark | UInt8(payload.count))
    case ..<65536: bytes += [mark | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
    default: bytes += [mark | 127] + (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
    }
    guard isMasked else { return bytes + payload }
    return bytes + Self.mask + payload.enumerated().map { $1 ^ Self.mask[$0 % 4] }
  }
}
