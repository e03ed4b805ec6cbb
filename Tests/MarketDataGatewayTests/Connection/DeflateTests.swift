import MarketData
import MarketDataWire
import Testing

@testable import MarketDataGateway

@Suite("Compressed messages, by RFC 7692")
struct DeflateTests {
  static let hello = Array("Hello".utf8)

  @Test(
    "The examples of RFC 7692, section 7.2.3, are read",
    arguments: [
      [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00],
      [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00],
      [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00],
      [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00],
    ] as [[UInt8]])
  func examples(_ message: [UInt8]) {
    #expect(Inflater().expand(message, limit: 5) == .bytes(Self.hello))
  }

  @Test("An empty message is read")
  func empty() { #expect(Inflater().expand([0], limit: 0) == .bytes([])) }

  @Test(
    "What is no compressed message, or only a part of one, is refused",
    arguments: [[0x06], [0xFF, 0xFF], [0xF2, 0x48, 0xCD], [0x00, 0x09, 0x00, 0xF6, 0xFF, 0x48]] as [[UInt8]])
  func junk(_ message: [UInt8]) {
    let inflater = Inflater()
    #expect(inflater.expand(message, limit: 1000) == .invalid)
    #expect(inflater.expand([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], limit: 1000) == .bytes(Self.hello))
  }

  @Test("What was compressed is read again, each message by itself", arguments: 0..<20 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let (deflater, inflater) = (Deflater(), Inflater())
    for _ in 0..<10 {
      let count = Int(random.next() % 40_000)
      let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 7) & UInt8(truncatingIfNeeded: random.next() % 4) }
      guard let compressed = deflater.compress(message[...]) else {
        #expect(count < 20, "seed \(seed): \(count) bytes were not compressed")
        continue
      }
      #expect(compressed.count < count)
      #expect(inflater.expand(compressed, limit: count) == .bytes(message), "seed \(seed)")
      #expect(inflater.expand(compressed, limit: count - 1) == .tooLarge, "seed \(seed)")
    }
  }

  @Test("What would not become smaller is left as it is")
  func incompressible() {
    var random = SplitMix64(seed: 1)
    let message = (0..<1000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    #expect(Deflater().compress(message[...]) == nil)
    #expect(Deflater().compress([]) == nil)
  }

  @Test("A small message that would expand to a gigabyte is given up at the limit")
  func bomb() throws {
    // A block of zeros compresses a thousandfold. Its end is cut off, so that a thousand of them in a row are one.
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    let block = try #require(Deflater().compress(zeros[...]))
    let bomb = Array(repeatElement(block + [0, 0, 0xFF, 0xFF], count: 1024).joined())
    #expect(bomb.count < 8 << 20)
    #expect(Inflater().expand(bomb, limit: 1 << 20) == .tooLarge)
  }

  @Test("A compressed message in parts is put together, then expanded; its first frame alone is marked")
  func assembled() {
    let inflater = Inflater()
    var assembler = MessageAssembler(maxBytes: 100) { inflater.expand($0, limit: 100) }
    let first = ClientFrame(opcode: 1, payload: [0xF2, 0x48, 0xCD], fin: false, reserved: 0x40)
    #expect(assembler.take(first.decoded) == nil)
    let last = ClientFrame(opcode: 0, payload: [0xC9, 0xC9, 0x07, 0x00])
    #expect(assembler.take(last.decoded) == .message(.text(Self.hello)))
    #expect(assembler.take(ClientFrame.text("plain").decoded) == .message(.text(Array("plain".utf8))))
  }

  @Test("The mark of compression stands on the first frame of a message only, and on no control frame")
  func mark() {
    for opcode: UInt8 in [0, 8, 9, 10] {
      var assembler = MessageAssembler(maxBytes: 100) { .bytes($0) }
      #expect(assembler.take(ClientFrame.text("a", fin: false).decoded) == nil)
      let frame = ClientFrame(opcode: opcode, reserved: 0x40)
      #expect(assembler.take(frame.decoded) == .violation(.protocolError), "opcode \(opcode)")
    }
  }

  @Test("Compressed text that is not UTF-8, too large or junk ends the connection with the right code")
  func violations() throws {
    let inflater = Inflater()
    let notText = try #require(Deflater().compress([UInt8](repeating: 0xFF, count: 50)[...]))
    let large = try #require(Deflater().compress([UInt8](repeating: 0x20, count: 101)[...]))
    let cases: [([UInt8], CloseCode)] = [(notText, .invalidPayload), (large, .tooLarge), ([0xFF], .invalidPayload)]
    for (payload, code) in cases {
      var assembler = MessageAssembler(maxBytes: 100) { inflater.expand($0, limit: 100) }
      #expect(assembler.take(ClientFrame(opcode: 1, payload: payload, reserved: 0x40).decoded) == .violation(code))
    }
  }
}

@Suite("What is agreed to of permessage-deflate")
struct DeflateOfferTests {
  static let plain = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"

  @Test(
    "Offers that can be taken",
    arguments: [
      ("permessage-deflate", plain),
      ("permessage-deflate; client_max_window_bits", plain),
      ("permessage-deflate; client_max_window_bits=10", plain),
      (" permessage-deflate ; client_no_context_takeover;server_no_context_takeover ", plain),
      ("permessage-deflate; server_max_window_bits=15", plain + "; server_max_window_bits=15"),
      ("permessage-deflate; server_max_window_bits=\"15\"", plain + "; server_max_window_bits=15"),
      ("permessage-deflate; server_max_window_bits=10, permessage-deflate", plain),
      ("x-webkit-deflate-frame, permessage-deflate; client_max_window_bits", plain),
    ])
  func taken(offer: String, answer: String) { #expect(DeflateOffer.answer(to: offer) == answer) }

  @Test(
    "Offers that are malformed, or that shared frames cannot keep, are declined",
    arguments: [
      "", "x-webkit-deflate-frame", "permessage-deflate; server_max_window_bits=10",
      "permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=16",
      "permessage-deflate; server_max_window_bits=015", "permessage-deflate; server_max_window_bits=+15",
      "permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=16",
      "permessage-deflate; client_max_window_bits=", "permessage-deflate; client_max_window_bits=\"",
      "permessage-deflate; server_no_context_takeover=1", "permessage-deflate; unheard_of",
      "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
    ])
  func declined(offer: String) { #expect(DeflateOffer.answer(to: offer) == nil) }
}
