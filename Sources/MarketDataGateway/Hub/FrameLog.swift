import MarketData
import MarketDataWire

/// The frames that a group of clients gets, in one row, with where each frame and message lies.
///
/// Offsets count from the beginning of time, so that what is forgotten at the front moves nobody's place. Each client
/// has an offset; what lies behind all of them is forgotten.
struct FrameLog {
  /// A frame, by where it begins.
  struct Frame {
    var offset: UInt64
    /// How many messages lie before it.
    var messages: UInt64
    /// When it was written.
    var time: Timestamp
  }

  /// A message in a frame, without what stands around it.
  struct Message {
    var offset: UInt64
    var length: UInt32
    var channel: Channel
    var symbol: Symbol
  }

  private(set) var bytes: [UInt8] = []
  private(set) var frames: [Frame] = []
  private(set) var messages: [Message] = []
  /// The offset of the first byte held.
  private(set) var start: UInt64 = 0
  /// How many messages have been written.
  private(set) var messageCount: UInt64 = 0
  /// Beyond this an empty log gives its memory back.
  private static let keptCapacity = 1 << 20

  /// The offset after the last byte.
  var end: UInt64 { start + UInt64(bytes.count) }

  /// Appends a frame.
  ///
  /// - Parameters:
  ///   - write: Appends the frame's bytes.
  ///   - contents: Its messages, with offsets from the frame's first byte.
  mutating func append(
    at time: Timestamp, messages contents: borrowing [Message], _ write: (inout [UInt8]) -> Void
  ) {
    let offset = end
    frames.append(Frame(offset: offset, messages: messageCount, time: time))
    for index in contents.indices {
      var message = contents[index]
      message.offset += offset
      messages.append(message)
    }
    messageCount += UInt64(contents.count)
    write(&bytes)
  }

  /// Forgets what lies before an offset; costs nothing until that is half of what is held.
  mutating func forget(before offset: UInt64) {
    guard offset < end else { return reset() }
    let count = Int(offset - start)
    guard count > bytes.count / 2 else { return }
    bytes.removeSubrange(..<count)
    frames.removeSubrange(..<frameIndex(at: offset))
    messages.removeSubrange(..<messageIndex(at: offset))
    start = offset
  }

  private mutating func reset() {
    start = end
    let keeping = bytes.capacity <= Self.keptCapacity
    bytes.removeAll(keepingCapacity: keeping)
    frames.removeAll(keepingCapacity: keeping)
    messages.removeAll(keepingCapacity: keeping)
  }

  /// The index of the first frame at or after an offset.
  func frameIndex(at offset: UInt64) -> Int { frames.partitionPoint { $0.offset >= offset } }

  /// The index of the first message at or after an offset.
  func messageIndex(at offset: UInt64) -> Int { messages.partitionPoint { $0.offset >= offset } }

  /// How many messages lie before the frame that begins at an offset.
  func messageCount(before offset: UInt64) -> UInt64 {
    let index = frameIndex(at: offset)
    return index < frames.count ? frames[index].messages : messageCount
  }

  /// The end of the last frame that ends within a limit, or of the first frame if that is longer already.
  ///
  /// - Parameter offset: Where the first frame begins; not the end of the log.
  func frameEnd(after offset: UInt64, within limit: Int) -> UInt64 {
    guard end - offset > UInt64(limit) else { return end }
    let beyond = frames.partitionPoint { $0.offset > offset + UInt64(limit) }
    let last = beyond > 0 ? frames[beyond - 1].offset : offset
    if last > offset { return last }
    let next = frames.partitionPoint { $0.offset > offset }
    return next < frames.count ? frames[next].offset : end
  }

  /// The bytes between two offsets.
  func slice(_ range: Range<UInt64>) -> ArraySlice<UInt8> {
    bytes[Int(range.lowerBound - start)..<Int(range.upperBound - start)]
  }
}

extension Array {
  /// The first index whose element passes, where all after it do; the count when none does.
  fileprivate func partitionPoint(_ passes: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if passes(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
