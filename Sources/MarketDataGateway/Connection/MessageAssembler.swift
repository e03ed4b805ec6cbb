import MarketDataWire
import NIOCore
import NIOWebSocket

/// Puts a client's frames together to messages, strictly by RFC 6455.
struct MessageAssembler {
  /// What a frame means.
  enum Event: Equatable {
    /// A message is whole.
    case message(ClientMessage)
    /// The client asks whether we are there.
    case ping([UInt8])
    /// The client is there.
    case pong
    /// The client closes, with a code or without.
    case close(CloseCode?)
    /// The client breaks the protocol: close with this code.
    case violation(CloseCode)
  }

  private let maxBytes: Int
  /// Expands compressed messages; nil when compression was not agreed to.
  private let inflate: (([UInt8]) -> Inflation)?
  private var opcode: WebSocketOpcode?
  private var isCompressed = false
  private var payload: [UInt8] = []

  /// - Parameters:
  ///   - maxBytes: The most bytes of a message, all its frames together, expanded.
  ///   - inflate: Expands a compressed message.
  init(maxBytes: Int, inflate: (([UInt8]) -> Inflation)? = nil) {
    (self.maxBytes, self.inflate) = (maxBytes, inflate)
  }

  /// Takes a frame; nil when there is nothing to do before the next.
  mutating func take(_ frame: WebSocketFrame) -> Event? {
    guard frame.maskKey != nil, !frame.rsv2, !frame.rsv3 else { return .violation(.protocolError) }
    let data = Array(buffer: frame.unmaskedData)
    switch frame.opcode {
    case .ping, .pong, .connectionClose:
      guard frame.fin, !frame.rsv1, data.count <= 125 else { return .violation(.protocolError) }
      return control(frame.opcode, data)
    case .text, .binary:
      guard opcode == nil, !frame.rsv1 || inflate != nil else { return .violation(.protocolError) }
      (opcode, isCompressed) = (frame.opcode, frame.rsv1)
    case .continuation:
      guard opcode != nil, !frame.rsv1 else { return .violation(.protocolError) }
    default: return .violation(.protocolError)
    }
    guard payload.count + data.count <= maxBytes else { return .violation(.tooLarge) }
    payload += data
    return frame.fin ? finish() : nil
  }

  private mutating func finish() -> Event {
    var message: [UInt8] = []
    swap(&message, &payload)
    let isText = opcode == .text
    opcode = nil
    if isCompressed, let inflate {
      switch inflate(message) {
      case .bytes(let bytes): message = bytes
      case .tooLarge: return .violation(.tooLarge)
      case .invalid: return .violation(.invalidPayload)
      }
    }
    guard isText else { return .message(.binary(message)) }
    return isUTF8(message) ? .message(.text(message)) : .violation(.invalidPayload)
  }

  private func control(_ opcode: WebSocketOpcode, _ data: [UInt8]) -> Event {
    switch opcode {
    case .ping: .ping(data)
    case .pong: .pong
    default: close(data)
    }
  }

  private func close(_ data: [UInt8]) -> Event {
    guard !data.isEmpty else { return .close(nil) }
    guard data.count >= 2 else { return .violation(.protocolError) }
    let code = UInt16(data[0]) << 8 | UInt16(data[1])
    // Section 7.4: 1004 to 1006 and 1015 never stand on the wire, and others are nobody's.
    guard [1000...1003, 1007...1014, 3000...4999].contains(where: { $0.contains(code) }) else {
      return .violation(.protocolError)
    }
    return isUTF8(Array(data[2...])) ? .close(CloseCode(code)) : .violation(.invalidPayload)
  }

  private func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }
}

/// What comes of expanding a compressed message.
enum Inflation: Equatable {
  /// The message.
  case bytes([UInt8])
  /// It would be larger than allowed.
  case tooLarge
  /// It is not compressed rightly.
  case invalid
}
