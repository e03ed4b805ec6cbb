import MarketDataWire

@testable import MarketDataGateway

/// A frame of the server, with its first byte as it is on the wire.
struct RawFrame: Equatable {
  var first: UInt8
  var payload: [UInt8]

  init(_ first: UInt8, _ payload: [UInt8]) { (self.first, self.payload) = (first, payload) }
  init(_ first: UInt8, _ text: String) { self.init(first, Array(text.utf8)) }

  /// Messages in a frame of a format.
  init(_ format: WireFormat, _ messages: [[UInt8]]) {
    var payload: [UInt8] = []
    format.appendOpening(messages: messages.count, to: &payload)
    payload += messages.joined(separator: format.separator.map { [$0] } ?? [])
    if let closing = format.closing { payload.append(closing) }
    self.init(format.isBinary ? 0x82 : 0x81, payload)
  }

  /// Whole frames in a row.
  static func parse(_ bytes: [UInt8]) -> [RawFrame] {
    var (frames, place) = ([RawFrame](), 0)
    while place < bytes.count {
      let end = place + FrameHeader.frameLength(at: place, in: bytes)
      let short = Int(bytes[place + 1])
      let start = place + (short < 126 ? 2 : short == 126 ? 4 : 10)
      frames.append(RawFrame(bytes[place], Array(bytes[start..<end])))
      place = end
    }
    return frames
  }
}
