import MarketData
import MarketDataWire
import Testing

@testable import MarketDataGateway

@Suite("A log of frames")
struct FrameLogTests {
  /// A log with a frame of each length, filled with its number, with one message each that is all but two bytes.
  static func log(_ lengths: [Int]) throws -> FrameLog {
    var log = FrameLog()
    for (number, length) in lengths.enumerated() { try append(number, length: length, to: &log) }
    return log
  }

  static func append(_ number: Int, length: Int, to log: inout FrameLog) throws {
    let message = FrameLog.Message(
      offset: 1, length: UInt32(length - 2), channel: .trades, symbol: try Symbol("LOG"))
    log.append(at: Timestamp(nanos: Int64(number)), messages: [message]) {
      $0 += [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: length)
    }
  }

  @Test("It knows where each frame and message lies, and when each frame was written")
  func places() throws {
    let log = try Self.log([10, 20, 30])
    #expect(log.frames.map(\.offset) == [0, 10, 30])
    #expect(log.frames.map(\.messages) == [0, 1, 2])
    #expect(log.frames.map(\.time) == [0, 1, 2].map { Timestamp(nanos: $0) })
    #expect(log.messages.map(\.offset) == [1, 11, 31])
    #expect((log.start, log.end, log.messageCount) == (0, 60, 3))
    #expect(Array(log.slice(9..<11)) == [0, 1])
  }

  @Test(
    "A frame or message is found by any offset before it",
    arguments: [(0, 0, 0), (1, 1, 0), (2, 1, 1), (10, 1, 1), (11, 2, 1), (30, 2, 2), (31, 3, 2), (60, 3, 3)]
      as [(
        UInt64, Int, Int
      )])
  func indices(offset: UInt64, frame: Int, message: Int) throws {
    let log = try Self.log([10, 20, 30])
    #expect(log.frameIndex(at: offset) == frame)
    #expect(log.messageIndex(at: offset) == message)
    #expect(log.messageCount(before: offset) == UInt64(frame))
  }

  @Test(
    "As many whole frames as a limit allows are taken, and at least the first",
    arguments: [
      (0, 0, 10), (0, 9, 10), (0, 10, 10), (0, 29, 10), (0, 30, 30), (0, 59, 30), (0, 60, 60), (0, .max, 60),
      (5, 1, 10), (5, 24, 10), (5, 25, 30), (30, 1, 60), (59, 1, 60),
    ] as [(UInt64, Int, UInt64)])
  func frameEnds(offset: UInt64, limit: Int, end: UInt64) throws {
    #expect(try Self.log([10, 20, 30]).frameEnd(after: offset, within: limit) == end)
  }

  @Test("What is forgotten moves nobody's place, and costs nothing until it is more than half")
  func forgetting() throws {
    var log = try Self.log([10, 20, 30])
    log.forget(before: 30)
    #expect(log.start == 0)
    log.forget(before: 35)
    #expect((log.start, log.end) == (35, 60))
    #expect(log.frames.isEmpty && log.messages.isEmpty)
    #expect(Array(log.slice(35..<60)) == [UInt8](repeating: 2, count: 25))
    try Self.append(3, length: 5, to: &log)
    #expect(log.frames.map(\.offset) == [60])
    #expect(log.messageCount(before: 60) == 3)
    #expect(log.messageCount(before: 65) == 4)
  }

  @Test("An empty log goes on counting where it was")
  func empty() throws {
    var log = try Self.log([10, 20])
    log.forget(before: 30)
    #expect((log.start, log.end, log.bytes.count) == (30, 30, 0))
    log.forget(before: 30)
    try Self.append(2, length: 7, to: &log)
    #expect(log.frames.map(\.offset) == [30])
    #expect(log.messages.map(\.offset) == [31])
    #expect(log.messageCount(before: 30) == 2)
  }

  @Test("Memory is given back when a large log is empty")
  func memory() throws {
    var log = try Self.log([3 << 20])
    log.forget(before: log.end)
    #expect(log.bytes.capacity < 1 << 20)
  }

  @Test("Whatever is appended and forgotten, what is left is what came last", arguments: 0..<20 as Range<UInt64>)
  func random(seed: UInt64) throws {
    var (random, log, all) = (SplitMix64(seed: seed), FrameLog(), [UInt8]())
    var forgotten: UInt64 = 0
    for number in 0..<500 {
      let length = 3 + Int(random.next() % 90)
      try Self.append(number, length: length, to: &log)
      all += [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: length)
      if random.next() % 3 == 0 {
        forgotten += random.next() % (log.end - forgotten + 1)
        log.forget(before: forgotten)
      }
      let rest = Array(log.slice(forgotten..<log.end))
      try #require(rest == Array(all[Int(forgotten)...]), "seed \(seed), frame \(number)")
      let later = log.frames[log.frameIndex(at: forgotten)...]
      try #require(UInt64(later.count) == log.messageCount - log.messageCount(before: forgotten), "seed \(seed)")
    }
  }
}
