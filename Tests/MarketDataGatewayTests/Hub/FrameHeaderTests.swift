import Testing

@testable import MarketDataGateway

@Suite("Headers of frames")
struct FrameHeaderTests {
  /// How many bytes of payload, and the header that says so.
  static let headers: [(count: Int, header: [UInt8])] = [
    (0, [0x81, 0]), (1, [0x81, 1]), (125, [0x81, 125]),
    (126, [0x81, 126, 0, 126]), (65535, [0x81, 126, 0xFF, 0xFF]),
    (65536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]), (0x01_0203_0405, [0x81, 127, 0, 0, 0, 1, 2, 3, 4, 5]),
  ]

  @Test("Each length is written in as few bytes as the protocol has for it", arguments: headers)
  func lengths(count: Int, header: [UInt8]) {
    var bytes: [UInt8] = []
    FrameHeader.append(FrameHeader.text, payload: count, to: &bytes)
    #expect(bytes == header)
    #expect(FrameHeader.length(payload: count) == header.count)
    #expect(header.count <= FrameHeader.maxBytes)
  }

  @Test("A header is read back as the length of its frame, wherever the frame begins", arguments: headers)
  func frameLength(count: Int, header: [UInt8]) {
    #expect(FrameHeader.frameLength(at: 0, in: header) == header.count + count)
    #expect(FrameHeader.frameLength(at: 3, in: [0x81, 1, 0] + header) == header.count + count)
  }

  @Test("The opcode and the bit of compression stand in the first byte")
  func firstByte() {
    var bytes: [UInt8] = []
    FrameHeader.append(FrameHeader.binary, payload: 0, to: &bytes)
    FrameHeader.append(FrameHeader.text, payload: 0, isCompressed: true, to: &bytes)
    FrameHeader.append(FrameHeader.close, payload: 2, to: &bytes)
    #expect(bytes == [0x82, 0, 0xC1, 0, 0x88, 2])
  }
}
