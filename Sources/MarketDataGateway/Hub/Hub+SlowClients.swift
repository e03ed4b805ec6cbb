import MarketData
import MarketDataWire

// Clients that do not keep up.
extension Hub {
  /// Brings a client to the end of its group's log: of what it missed, all but conflatable messages are copied into
  /// its queue, with the latest conflatable one of each symbol, in order. The others are counted.
  ///
  /// Its place must be where a frame begins.
  mutating func conflate(_ id: ClientID) {
    let (group, place) = (clients[id.number].group, clients[id.number].place)
    let log = groups[group].log
    let first = log.messageIndex(at: place)
    let isCompressed = groups[group].builder.compress != nil
    var kept = Self.survivors(log.messages[first...])
    if isCompressed {
      // What is in their frames comes along.
      let frames = Set(kept.map(\.offset))
      kept = log.messages[first...].filter { frames.contains($0.offset) }
    }
    counters.conflated += log.messages.count - first - kept.count
    let copied = isCompressed ? Self.wholeFrames(of: kept, in: log) : frames(of: kept, in: group)
    clients[id.number].queue += copied
    clients[id.number].place = log.end
    clients[id.number].messages = log.messageCount
    counters.messages += kept.count
  }

  /// Throws away what waits for a client that is to be closed.
  mutating func discard(_ id: ClientID) {
    clients[id.number].queue = []
    clients[id.number].sent = 0
    clients[id.number].place = groups[clients[id.number].group].log.end
    clients[id.number].messages = groups[clients[id.number].group].log.messageCount
  }

  /// The messages that must not be missed, in order.
  private static func survivors(_ messages: ArraySlice<FrameLog.Message>) -> [FrameLog.Message] {
    struct Latest: Hashable {
      var channel: Channel
      var symbol: Symbol
    }
    var seen = Set<Latest>()
    var kept: [FrameLog.Message] = []
    for message in messages.reversed() {
      let isKept =
        !message.channel.isConflatable
        || seen.insert(Latest(channel: message.channel, symbol: message.symbol)).inserted
      if isKept { kept.append(message) }
    }
    return kept.reversed()
  }

  /// Messages in frames of their own making.
  private func frames(of messages: [FrameLog.Message], in group: Int) -> [UInt8] {
    var builder = FrameBuilder(
      groups[group].key.format, messagesPerFrame: limits.messagesPerFrame, compress: nil)
    var log = FrameLog()
    for message in messages {
      let body = groups[group].log.slice(message.offset..<message.offset + UInt64(message.length))
      if builder.add(body, message.channel, message.symbol) { builder.close(into: &log, at: now) }
    }
    builder.close(into: &log, at: now)
    return log.bytes
  }

  /// The compressed frames in which the messages lie.
  private static func wholeFrames(of messages: [FrameLog.Message], in log: FrameLog) -> [UInt8] {
    var bytes: [UInt8] = []
    var last: UInt64?
    for message in messages where message.offset != last {
      last = message.offset
      bytes += log.slice(message.offset..<log.frameEnd(after: message.offset, within: 1))
    }
    return bytes
  }
}
