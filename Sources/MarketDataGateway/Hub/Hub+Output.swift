import MarketData
import MarketDataWire

// What is to be sent to each client.
extension Hub {
  /// How many bytes wait for a client.
  func backlog(of id: ClientID) -> Int {
    let slot = clients[id.number]
    return slot.queue.count - slot.sent + Int(groups[slot.group].log.end - slot.place)
  }

  /// Hands the bytes to be sent next to `body`, at most `limit`: the client's own queue first, then its group's log.
  ///
  /// - Parameter body: Gets bytes that are valid during the call, and says how many it took.
  /// - Returns: Whether it took all it was handed, and how many bytes it took.
  mutating func send(
    next limit: Int, of id: ClientID, _ body: (UnsafeRawBufferPointer) -> Int
  ) -> (isComplete: Bool, count: Int) {
    let slot = clients[id.number]
    if slot.sent < slot.queue.count {
      let count = min(limit, slot.queue.count - slot.sent)
      let taken = slot.queue.withUnsafeBytes {
        body(UnsafeRawBufferPointer(rebasing: $0[slot.sent..<slot.sent + count]))
      }
      advanceQueue(id, by: taken)
      return (taken == count, taken)
    }
    let end = min(groups[slot.group].log.end, slot.place + UInt64(limit))
    guard slot.place < end else { return (true, 0) }
    let taken = groups[slot.group].log.slice(slot.place..<end).withUnsafeBytes(body)
    reach(id, slot.place + UInt64(taken))
    return (taken == Int(end - slot.place), taken)
  }

  /// Takes out what must be sent before anything can come between: the rest of a frame of which a part has been sent,
  /// and whole frames up to a limit, at least one.
  mutating func takeFrames(of id: ClientID, upTo limit: Int) -> ArraySlice<UInt8> {
    let slot = clients[id.number]
    if slot.sent < slot.queue.count {
      let end = Self.frameEnd(in: slot.queue, after: slot.sent, within: limit)
      defer {
        advanceQueue(id, by: end - slot.sent)
        shortenQueue(id)
      }
      return slot.queue[slot.sent..<end]
    }
    let log = groups[slot.group].log
    guard slot.place < log.end else { return [] }
    let end = log.frameEnd(after: slot.place, within: limit)
    defer { reach(id, end) }
    return log.slice(slot.place..<end)
  }

  /// When the oldest frame that waits for a client in its group's log was written.
  func oldest(of id: ClientID) -> Timestamp? {
    let slot = clients[id.number]
    let log = groups[slot.group].log
    let index = log.frameIndex(at: slot.place)
    return index < log.frames.count ? log.frames[index].time : nil
  }

  /// Forgets in a group's log what all its members have been sent.
  mutating func trim(_ group: Int) {
    groups[group].isDirty = false
    var least = groups[group].log.end
    for member in groups[group].members { least = min(least, clients[member.number].place) }
    groups[group].log.forget(before: least)
  }

  /// A client has been sent the log up to an offset.
  mutating func reach(_ id: ClientID, _ offset: UInt64) {
    clients[id.number].place = offset
    let group = clients[id.number].group
    let count =
      offset == groups[group].log.end
      ? groups[group].log.messageCount : groups[group].log.messageCount(before: offset)
    counters.messages += Int(count - clients[id.number].messages)
    clients[id.number].messages = count
  }

  /// The same as `FrameLog.frameEnd` in a queue, which is whole frames; part of the first may have been sent.
  private static func frameEnd(in queue: [UInt8], after sent: Int, within limit: Int) -> Int {
    var end = 0
    while end < queue.count {
      let next = end + FrameHeader.frameLength(at: end, in: queue)
      if end > sent, next - sent > limit { return end }
      end = next
    }
    return end
  }

  private mutating func advanceQueue(_ id: ClientID, by count: Int) {
    clients[id.number].sent += count
    guard clients[id.number].sent == clients[id.number].queue.count else { return }
    clients[id.number].sent = 0
    clients[id.number].queue.removeAll(keepingCapacity: clients[id.number].queue.capacity <= 4096)
  }

  /// Forgets what has been sent of a queue that never gets empty, once that is half of it. Only between two frames: a
  /// queue begins with a frame.
  private mutating func shortenQueue(_ id: ClientID) {
    let sent = clients[id.number].sent
    guard sent > clients[id.number].queue.count / 2 else { return }
    clients[id.number].queue.removeSubrange(..<sent)
    clients[id.number].sent = 0
  }
}
