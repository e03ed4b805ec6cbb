import MarketData
import MarketDataWire
import NIOCore

/// All that one event loop sends: its clients, what they want, and what waits for them. Used on that loop only.
final class LoopHub {
  /// Takes in a client whose handshake is done. Nothing but control messages goes out before it subscribes.
  ///
  /// Frames are written past the channel's handlers, but for TLS.
  func add(_ client: any HubClient, on channel: any NIOCore.Channel, format: WireFormat, compresses: Bool) -> ClientID {
    ClientID(number: 0)
  }

  /// Sends a control message after what is queued.
  func send(_ message: ServerMessage, to id: ClientID) {}

  /// Lets data of these flow from here on.
  func subscribe(_ id: ClientID, to interests: [Interest]) {}

  /// Ends data of these; what is queued already still comes before what is sent next.
  func unsubscribe(_ id: ClientID, from interests: [Interest]) {}

  /// Sends a ping or a pong ahead of what is queued, at the next boundary between frames. Of several pongs that wait,
  /// only the last is sent.
  func sendUrgent(_ opcode: ControlOpcode, _ payload: [UInt8], to id: ClientID) {}

  /// Sends a close frame after what is queued; nothing is sent after it. The channel stays open for the client's
  /// answer: whoever calls this closes it.
  func close(_ id: ClientID, _ code: CloseCode?) {}

  /// Forgets a client whose channel is closed.
  func remove(_ id: ClientID) {}
}

/// Control frames that overtake data.
enum ControlOpcode: UInt8 {
  /// Asks whether the other side is there.
  case ping = 0x9
  /// Answers that.
  case pong = 0xA
}
