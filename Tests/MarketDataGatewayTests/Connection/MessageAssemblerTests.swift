import MarketDataWire
import Testing

@testable import MarketDataGateway

/// Frames, and what they must come to. The numbers are those of Autobahn's test suite.
struct AssemblerCase: CustomTestStringConvertible, Sendable {
  let name: String
  let frames: [ClientFrame]
  let events: [MessageAssembler.Event]

  init(_ name: String, _ frames: [ClientFrame], _ events: [MessageAssembler.Event]) {
    (self.name, self.frames, self.events) = (name, frames, events)
  }

  var testDescription: String { name }

  /// What comes of the frames, up to the first violation or close: what follows is not read.
  func run(maxBytes: Int = 1000) -> [MessageAssembler.Event] {
    var assembler = MessageAssembler(maxBytes: maxBytes)
    var events: [MessageAssembler.Event] = []
    for frame in frames {
      guard let event = assembler.take(frame.decoded) else { continue }
      events.append(event)
      switch event {
      case .violation, .close: return events
      case .message, .ping, .pong: break
      }
    }
    return events
  }
}

@Suite("Frames of clients become messages, strictly by RFC 6455")
struct MessageAssemblerTests {
  static let all: [AssemblerCase] = framing + pings + reserved + fragments + texts + closes

  @Test("Autobahn's cases", arguments: all)
  func autobahn(_ test: AssemblerCase) {
    #expect(test.run() == test.events)
  }

  static let wrong = MessageAssembler.Event.violation(.protocolError)

  static func text(_ text: String) -> MessageAssembler.Event { .message(.text(Array(text.utf8))) }

  // MARK: 1, 2, 3, 4

  static let framing = [
    AssemblerCase("1.1.1 an empty text", [.text("")], [text("")]),
    AssemblerCase("1.1.2 a text", [.text("Hello")], [text("Hello")]),
    AssemblerCase("1.2.1 an empty binary message", [ClientFrame(opcode: 2)], [.message(.binary([]))]),
    AssemblerCase(
      "1.2.2 a binary message", [ClientFrame(opcode: 2, payload: [0, 255])], [.message(.binary([0, 255]))]),
    AssemblerCase("a frame without a mask", [ClientFrame(opcode: 1, isMasked: false)], [wrong]),
    AssemblerCase("a ping without a mask", [ClientFrame(opcode: 9, isMasked: false)], [wrong]),
  ]

  static let pings = [
    AssemblerCase("2.1 a ping without payload", [.ping()], [.ping([])]),
    AssemblerCase(
      "2.4 the largest ping", [.ping(String(repeating: "p", count: 125))], [.ping(Array(repeating: 112, count: 125))]),
    AssemblerCase("2.5 a ping that is too large", [.ping(String(repeating: "p", count: 126))], [wrong]),
    AssemblerCase("2.7 a pong that nobody asked for", [ClientFrame(opcode: 10)], [.pong]),
    AssemblerCase("2.10 ten pings", Array(repeating: .ping("x"), count: 10), Array(repeating: .ping([120]), count: 10)),
  ]

  static let reserved =
    [0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70].map {
      AssemblerCase("3 reserved bits \($0)", [ClientFrame(opcode: 1, reserved: $0)], [wrong])
    }
    + [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map {
      AssemblerCase("4 reserved opcode \($0)", [.text("Hello"), ClientFrame(opcode: $0)], [text("Hello"), wrong])
    }

  // MARK: 5

  static let fragments = [
    AssemblerCase("5.1 a ping in two", [ClientFrame(opcode: 9, fin: false), .continuation("")], [wrong]),
    AssemblerCase("5.2 a pong in two", [ClientFrame(opcode: 10, fin: false), .continuation("")], [wrong]),
    AssemblerCase("5.3 a text in two", [.text("frag", fin: false), .continuation("ment")], [text("fragment")]),
    AssemblerCase(
      "5.6 a ping in between", [.text("frag", fin: false), .ping("?"), .continuation("ment")],
      [.ping([63]), text("fragment")]),
    AssemblerCase("5.9 the rest of nothing, at its end", [.continuation("x"), .text("y")], [wrong]),
    AssemblerCase("5.10 the rest of nothing", [.continuation("x", fin: false), .text("y")], [wrong]),
    AssemblerCase(
      "5.15 the rest of a message that is over",
      [.text("a", fin: false), .continuation("b"), .continuation("c", fin: false)], [text("ab"), wrong]),
    AssemblerCase("5.18 a message inside a message", [.text("a", fin: false), .text("b")], [wrong]),
    AssemblerCase(
      "5.19 pings between five parts",
      [
        .text("1", fin: false), .continuation("2", fin: false), .ping("a"), .continuation("3", fin: false),
        .continuation("4", fin: false), .ping("b"), .continuation("5"),
      ], [.ping([97]), .ping([98]), text("12345")]),
    AssemblerCase(
      "an empty end, as Alpaca's clients send", [.text("subscribe", fin: false), .continuation("")],
      [text("subscribe")]),
    AssemblerCase(
      "6.1.2 three empty parts", [.text("", fin: false), .continuation("", fin: false), .continuation("")], [text("")]),
  ]

  // MARK: 6, 9

  static let texts =
    [
      AssemblerCase("6.2.1 UTF-8", [.text("Hello-µ@ßöäüàá-UTF-8!!")], [text("Hello-µ@ßöäüàá-UTF-8!!")]),
      AssemblerCase(
        "6.2.3 UTF-8, a byte at a time",
        "µ€𝄞".utf8.enumerated().map { ClientFrame(opcode: $0 == 0 ? 1 : 0, payload: [$1], fin: false) }
          + [.continuation("")], [text("µ€𝄞")]),
      AssemblerCase(
        "binary need not be UTF-8", [ClientFrame(opcode: 2, payload: [0xFF])], [.message(.binary([0xFF]))]),
      AssemblerCase(
        "6.4.1 text that turns bad in its second part",
        [ClientFrame(opcode: 1, payload: [0xCE, 0xBA], fin: false), ClientFrame(opcode: 0, payload: [0xF4, 0x90])],
        [.violation(.invalidPayload)]),
      AssemblerCase(
        "9 a message of the most bytes", [.text(String(repeating: "x", count: 1000))],
        [text(String(repeating: "x", count: 1000))]),
      AssemblerCase(
        "a message over the limit", [.text(String(repeating: "x", count: 1001))], [.violation(.tooLarge)]),
      AssemblerCase(
        "parts that are over the limit together",
        [.text(String(repeating: "x", count: 600), fin: false), .continuation(String(repeating: "x", count: 401))],
        [.violation(.tooLarge)]),
      AssemblerCase(
        "the limit is of a message, not of a connection",
        [.text(String(repeating: "x", count: 1000)), .text("y")],
        [text(String(repeating: "x", count: 1000)), text("y")]),
    ]
    + badTexts.map {
      AssemblerCase("6 not UTF-8: \($0)", [ClientFrame(opcode: 1, payload: $0)], [.violation(.invalidPayload)])
    }

  /// Cut short, too long for what they say, surrogates, beyond Unicode, and bytes that begin nothing (6.3, 6.6 to 6.21).
  static let badTexts: [[UInt8]] = [
    [0xCE], [0xCE, 0xBA, 0xE1], [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80],
    [0xF0, 0x80, 0x80, 0x80],
    [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
  ]

  // MARK: 7

  static let closes =
    [
      AssemblerCase(
        "7.1.1 a message, then a close", [.text("Hello"), .close(1000)], [text("Hello"), .close(.normal)]),
      AssemblerCase("7.3.1 a close without payload", [ClientFrame(opcode: 8)], [.close(nil)]),
      AssemblerCase("7.3.2 a close of one byte", [ClientFrame(opcode: 8, payload: [97])], [wrong]),
      AssemblerCase("7.3.4 a close with a reason", [.close(1000, Array("Hello".utf8))], [.close(.normal)]),
      AssemblerCase(
        "7.3.5 the longest reason", [.close(1000, Array(repeating: 97, count: 123))], [.close(.normal)]),
      AssemblerCase("7.3.6 a reason that is too long", [.close(1000, Array(repeating: 97, count: 124))], [wrong]),
      AssemblerCase(
        "7.5.1 a reason that is not UTF-8", [.close(1000, [0xCE, 0xBA, 0xED, 0xA0])], [.violation(.invalidPayload)]),
      AssemblerCase("a close in two", [ClientFrame(opcode: 8, fin: false)], [wrong]),
      AssemblerCase(
        "7.1.3 a close amid a message", [.text("a", fin: false), .close(1000)], [.close(.normal)]),
    ]
    + [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999].map {
      AssemblerCase("7.7 code \($0)", [.close($0)], [.close(CloseCode($0))])
    }
    + [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535].map {
      AssemblerCase("7.9 code \($0) is none", [.close($0)], [wrong])
    }
}
