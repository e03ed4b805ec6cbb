import MarketData
import MarketDataWire
import Testing

@testable import MarketDataGateway

@Suite("Putting messages together to frames")
struct FrameBuilderTests {
  /// The frames that messages become, closed when the builder says so, and at the end.
  static func log(
    _ format: WireFormat, limit: Int, compress: FrameBuilder.Compressor? = nil, _ messages: [[UInt8]]
  ) throws -> FrameLog {
    var (builder, log) = (FrameBuilder(format, messagesPerFrame: limit, compress: compress), FrameLog())
    for message in messages where builder.add(message[...], .trades, try Symbol("BUILD")) {
      builder.close(into: &log, at: Timestamp(nanos: 7))
    }
    builder.close(into: &log, at: Timestamp(nanos: 8))
    #expect(builder.isEmpty)
    return log
  }

  static func message(_ number: Int) -> [UInt8] { Array("{\(number)}".utf8) }

  @Test("As many messages share a frame as the limit says", arguments: [1, 2, 64], [1, 2, 63, 64, 65, 130])
  func limit(limit: Int, count: Int) throws {
    let messages = (0..<count).map(Self.message)
    let log = try Self.log(.polygon, limit: limit, messages)
    let expected = stride(from: 0, to: count, by: limit).map { start in
      RawFrame(0x81, "[" + (start..<min(start + limit, count)).map { "{\($0)}" }.joined(separator: ",") + "]")
    }
    #expect(RawFrame.parse(log.bytes) == expected)
    #expect(log.frames.map(\.messages) == stride(from: 0, to: UInt64(count), by: limit).map { $0 })
    #expect(log.messageCount == UInt64(count))
  }

  @Test("Each message is found where the log says", arguments: WireFormat.allCases, [1, 2, 64])
  func offsets(format: WireFormat, limit: Int) throws {
    let messages = (0..<100).map { [UInt8](repeating: UInt8($0), count: 1 + $0) }
    let log = try Self.log(format, limit: limit, messages)
    #expect(log.messages.map { Array(log.slice($0.offset..<$0.offset + UInt64($0.length))) } == messages)
    #expect(log.messages.allSatisfy { $0.channel == .trades && $0.symbol.ticker == "BUILD" })
  }

  @Test(
    "A MessagePack array says how many there are: in one byte up to 15, in three from 16 on",
    arguments: [(1, [0x91]), (15, [0x9F]), (16, [0xDC, 0, 16]), (300, [0xDC, 1, 44])] as [(Int, [UInt8])])
  func messagePack(count: Int, opening: [UInt8]) throws {
    let log = try Self.log(.alpacaMessagePack, limit: 1000, (0..<count).map { _ in [0xC0] })
    #expect(
      RawFrame.parse(log.bytes) == [RawFrame(0x82, opening + [UInt8](repeating: 0xC0, count: count))])
  }

  @Test("Stock aggregates come one in a frame, whatever the limit")
  func aggregates() throws {
    let log = try Self.log(.stockAggregate, limit: 64, [Self.message(1), Self.message(2)])
    #expect(RawFrame.parse(log.bytes) == [RawFrame(0x81, "{1}"), RawFrame(0x81, "{2}")])
  }

  @Test("Frames of every kind of header are whole", arguments: [125, 126, 65535, 65536])
  func lengths(payload: Int) throws {
    let message = [UInt8](repeating: UInt8(ascii: "x"), count: payload - 2)
    let log = try Self.log(.polygon, limit: 64, [message])
    #expect(RawFrame.parse(log.bytes) == [RawFrame(0x81, Array("[".utf8) + message + Array("]".utf8))])
    #expect(log.messages.map(\.offset) == [UInt64(FrameHeader.length(payload: payload) + 1)])
  }

  @Test("A frame is closed before it gets too large for clients")
  func tooLarge() throws {
    let log = try Self.log(.polygon, limit: 1000, (0..<10).map { _ in [UInt8](repeating: 32, count: 100_000) })
    #expect(log.frames.map(\.messages) == [0, 3, 6, 9])
  }

  @Test("Closing without a message writes nothing; a frame has the time when it was closed")
  func closing() throws {
    #expect(try Self.log(.polygon, limit: 2, []).bytes.isEmpty)
    let log = try Self.log(.polygon, limit: 2, [[1], [2], [3]])
    #expect(log.frames.map(\.time) == [Timestamp(nanos: 7), Timestamp(nanos: 8)])
  }

  @Test("A frame is compressed when that makes it smaller; its messages have no place of their own")
  func compressed() throws {
    let compress: FrameBuilder.Compressor = { $0.count > 5 ? Array($0.suffix(3)) : nil }
    let log = try Self.log(.polygon, limit: 2, compress: compress, (1...3).map(Self.message))
    #expect(RawFrame.parse(log.bytes) == [RawFrame(0xC1, "2}]"), RawFrame(0x81, "[{3}]")])
    #expect(log.messages.map(\.offset) == [0, 0, 5])
    #expect(log.messages.map(\.length) == [0, 0, 0])
  }
}
