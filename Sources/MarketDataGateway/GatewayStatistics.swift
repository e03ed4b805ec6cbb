/// What a gateway has done since it was made.
public struct GatewayStatistics: Hashable, Sendable {
  /// Connections at present.
  public var clients = 0
  /// Connections that got through the handshake.
  public var accepted = 0
  /// Connections turned away: too many, no such path, too slow a handshake.
  public var refused = 0
  /// Data messages handed to the system for clients, each client's counted.
  public var messages = 0
  /// Bytes handed to the system for clients, control messages and frame headers included.
  public var bytes = 0
  /// Quotes that slow clients missed because later ones of the symbol replaced them.
  public var conflated = 0
  /// Clients closed because they did not read.
  public var slowClosed = 0
  /// Quotes that the gateway itself lost to a live source that would not wait.
  public var lost = 0

  /// Nothing yet.
  public init() {}

  /// Adds up what several event loops did.
  static func += (sum: inout Self, other: Self) {
    sum.clients += other.clients
    sum.accepted += other.accepted
    sum.refused += other.refused
    sum.messages += other.messages
    sum.bytes += other.bytes
    sum.conflated += other.conflated
    sum.slowClosed += other.slowClosed
    sum.lost += other.lost
  }
}
