import MarketData
import MarketDataWire

/// A connection, as the hub of its event loop sees it. Used on that loop only.
protocol HubClient: AnyObject {
  /// Some time has passed; called every 250 ms or so. Sessions and heartbeats keep their deadlines by it.
  func tick(at now: Timestamp)
  /// The server wants the connection to end.
  func end(_ reason: EndReason)
}

/// A client of one hub.
struct ClientID: Hashable, Sendable {
  let number: Int
}
