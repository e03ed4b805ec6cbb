import MarketData
import MarketDataWire
import NIOCore

// From the hub to the sockets.
extension LoopHub {
  /// The most that one system call is given.
  private static let writeLimit = 256 << 10
  /// The most that NIO is given to wait with: a pong overtakes all but this.
  private static let parkLimit = 64 << 10

  /// The longest that a message waits for others to leave with.
  private static let mostPatience = TimeAmount.milliseconds(2)

  /// Writes what waits, soon: at once at a low rate, once the loop has done what it can do at once. When the last round
  /// of writes took long and has just ended, it waits as long again, so that many messages leave with one write, and
  /// half of the loop's time is left for the rest.
  func scheduleFlush() {
    guard !isFlushScheduled else { return }
    isFlushScheduled = true
    let now = NIODeadline.now()
    if now < nextFlush {
      loop.assumeIsolated().scheduleTask(deadline: nextFlush) { self.flushDirty() }
    } else {
      loop.assumeIsolated().execute { self.flushDirty() }
    }
  }

  /// Writes to all clients of the groups that got messages.
  func flushDirty() {
    isFlushScheduled = false
    unflushed = 0
    let start = NIODeadline.now()
    let groups = hub.dirty
    hub.dirty.removeAll(keepingCapacity: true)
    for group in groups {
      hub.groups[group].isDirty = false  // what a write leads to may be published before the round is over
      for member in hub.groups[group].members { flush(member) }
      hub.trim(group)
    }
    let end = NIODeadline.now()
    nextFlush = end + min(end - start, Self.mostPatience)
  }

  /// Writes what waits for a client, as much as its socket takes.
  func flush(_ id: ClientID) {
    guard let output = outputs[id.number] else { return }
    if !output.isBlocked { write(id, to: output) }
    // To write to a connection that is broken closes it at once, and then the client is gone.
    if output.isBlocked, outputs[id.number] === output { bound(id, output) }
  }

  private func write(_ id: ClientID, to output: ClientOutput) {
    while output.isDirect {
      let (isComplete, count) = hub.send(next: Self.writeLimit, of: id, output.send)
      bytes += count
      guard isComplete else { break }
      if count == 0 { return }
    }
    park(id, output)
  }

  /// Lets NIO wait with the next frames until the socket takes more.
  private func park(_ id: ClientID, _ output: ClientOutput) {
    let frames = hub.takeFrames(of: id, upTo: Self.parkLimit)
    guard !frames.isEmpty else { return }
    bytes += frames.count
    blocked.insert(id)
    output.hand(frames, at: now) { [weak self] in self?.unblocked(id, output) }
  }

  private func unblocked(_ id: ClientID, _ output: ClientOutput) {
    guard outputs[id.number] === output else { return }
    blocked.remove(id)
    let urgent = output.urgent
    output.urgent = [:]
    for (opcode, payload) in urgent { writeUrgent(opcode, payload, id, output) }
    flush(id)
    guard outputs[id.number] === output else { return }
    if hub.backlog(of: id) == 0 { output.conflatedSince = nil }
    hub.trim(hub.clients[id.number].group)
    makeRoom()
  }

  /// Sends a ping or a pong ahead of what is queued, at the next boundary between frames. Of several pongs that wait,
  /// only the last is sent.
  func sendUrgent(_ opcode: ControlOpcode, _ payload: [UInt8], to id: ClientID) {
    guard let output = outputs[id.number], !output.isClosing else { return }
    if output.isBlocked { output.urgent[opcode] = payload } else { writeUrgent(opcode, payload, id, output) }
  }

  private func writeUrgent(_ opcode: ControlOpcode, _ payload: [UInt8], _ id: ClientID, _ output: ClientOutput) {
    var frame: [UInt8] = []
    FrameHeader.append(opcode.rawValue, payload: payload.count, to: &frame)
    frame += payload
    bytes += frame.count
    let taken = output.isBlocked ? 0 : frame.withUnsafeBytes(output.send)
    guard taken < frame.count else { return }
    blocked.insert(id)
    output.hand(frame[taken...], at: now) { [weak self] in self?.unblocked(id, output) }
  }

  // MARK: Slow clients

  /// Keeps what waits for a client within its bound: first by leaving out what is replaced by later messages, then by
  /// closing it.
  private func bound(_ id: ClientID, _ output: ClientOutput) {
    guard hub.backlog(of: id) > config.clientBufferBytes else { return }
    hub.now = now
    hub.conflate(id)
    if output.conflatedSince == nil { output.conflatedSince = now }
    if hub.backlog(of: id) > config.clientBufferBytes { giveUp(id, output) }
  }

  private func giveUp(_ id: ClientID, _ output: ClientOutput) {
    guard !output.isClosing else { return }
    slowClosed += 1
    hub.discard(id)
    output.client.end(.slow)
  }

  /// Judges the clients that are blocked by time, and lets all keep their deadlines.
  func tick() {
    let now = now
    for id in blocked {
      guard let output = outputs[id.number], !output.isClosing else { continue }
      let lag = config.clientMaxLag
      if now - output.blockedSince > lag || output.conflatedSince.map({ now - $0 > lag }) == true {
        giveUp(id, output)
      } else if let oldest = hub.oldest(of: id), now - oldest > lag {
        hub.now = now
        hub.conflate(id)
        output.conflatedSince = now
      }
    }
    for output in outputs { output?.client.tick(at: now) }
    makeRoom()
  }
}
