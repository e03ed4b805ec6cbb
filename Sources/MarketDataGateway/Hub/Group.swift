import MarketData
import MarketDataWire

/// What makes clients one group: they get the very same bytes.
struct GroupKey: Hashable {
  var format: WireFormat
  var compresses: Bool
  var subscription: SubscriptionSet
}

/// Clients with the same subscription: each message is put into one log, from which all of them are written to.
struct Group {
  let key: GroupKey
  var builder: FrameBuilder
  var log = FrameLog()
  /// The clients, in no particular order; each knows its index here.
  var members: [ClientID] = []
  /// Whether it got messages since the last flush.
  var isDirty = false

  init(_ key: GroupKey, builder: FrameBuilder) { (self.key, self.builder) = (key, builder) }

  /// Adds a message; it is in the log once the frame is closed.
  mutating func append(_ message: ArraySlice<UInt8>, _ channel: Channel, _ symbol: Symbol, at time: Timestamp) {
    if builder.add(message, channel, symbol) { closeFrame(at: time) }
  }

  /// Closes the open frame, if there is one.
  mutating func closeFrame(at time: Timestamp) { builder.close(into: &log, at: time) }
}
