import MarketData
import MarketDataWire

/// Puts messages together to frames of one format: single, or several that share one.
struct FrameBuilder {
  let format: WireFormat
  /// The most messages of a frame.
  let limit: Int
  /// Compresses a payload; nil: frames are sent as they are.
  let compress: Compressor?
  /// A frame is closed at this size, so that it never comes near what clients accept.
  private static let sizeLimit = 256 << 10

  /// Compresses a payload for one frame, or gives nil when that would not make it smaller.
  typealias Compressor = (ArraySlice<UInt8>) -> [UInt8]?

  /// The messages of the frame that is open, with what stands between them.
  private var body: [UInt8] = []
  private var messages: [FrameLog.Message] = []
  private var payload: [UInt8] = []

  init(_ format: WireFormat, messagesPerFrame: Int, compress: Compressor?) {
    self.format = format
    self.compress = compress
    limit = format.joinsMessages ? messagesPerFrame : 1
  }

  var isEmpty: Bool { messages.isEmpty }

  /// Adds a message to the open frame.
  ///
  /// - Returns: Whether the frame is full, so that it must be closed.
  mutating func add(_ message: ArraySlice<UInt8>, _ channel: Channel, _ symbol: Symbol) -> Bool {
    if let separator = format.separator, !messages.isEmpty { body.append(separator) }
    messages.append(
      FrameLog.Message(
        offset: UInt64(body.count), length: UInt32(truncatingIfNeeded: message.count), channel: channel, symbol: symbol)
    )
    body += message
    return messages.count >= limit || body.count >= Self.sizeLimit
  }

  /// Closes the open frame and appends it to a log.
  mutating func close(into log: inout FrameLog, at time: Timestamp) {
    guard !messages.isEmpty else { return }
    if compress == nil { closePlain(into: &log, at: time) } else { closeCompressed(into: &log, at: time) }
    body.removeAll(keepingCapacity: true)
    messages.removeAll(keepingCapacity: true)
  }

  private var opcode: UInt8 { format.isBinary ? FrameHeader.binary : FrameHeader.text }

  private mutating func closePlain(into log: inout FrameLog, at time: Timestamp) {
    payload.removeAll(keepingCapacity: true)
    format.appendOpening(messages: messages.count, to: &payload)
    let length = payload.count + body.count + (format.closing == nil ? 0 : 1)
    let shift = UInt64(FrameHeader.length(payload: length) + payload.count)
    for index in messages.indices { messages[index].offset += shift }
    log.append(at: time, messages: messages) { bytes in
      FrameHeader.append(opcode, payload: length, to: &bytes)
      bytes += payload
      bytes += body
      if let closing = format.closing { bytes.append(closing) }
    }
  }

  /// In a compressed frame messages have no place of their own: all of them lie where it begins.
  private mutating func closeCompressed(into log: inout FrameLog, at time: Timestamp) {
    payload.removeAll(keepingCapacity: true)
    format.appendOpening(messages: messages.count, to: &payload)
    payload += body
    if let closing = format.closing { payload.append(closing) }
    let compressed = compress?(payload[...])
    for index in messages.indices { (messages[index].offset, messages[index].length) = (0, 0) }
    log.append(at: time, messages: messages) { bytes in
      let sent = compressed ?? payload
      FrameHeader.append(opcode, payload: sent.count, isCompressed: compressed != nil, to: &bytes)
      bytes += sent
    }
  }
}
