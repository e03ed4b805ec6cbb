/// What a client asked for when it connected, as far as it matters.
public struct Handshake: Hashable, Sendable {
  /// The path with its query: `/stocks?apiKey=K`.
  public var uri: String
  /// The header fields by name in lower case; the first of each name.
  public var headers: [String: String]

  /// A handshake of the given values.
  public init(uri: String, headers: [String: String] = [:]) { (self.uri, self.headers) = (uri, headers) }
}

/// What a connection speaks.
public enum Endpoint: Hashable, Sendable {
  /// Polygon's dialect.
  case polygon
  /// Alpaca's, of a feed, in JSON or MessagePack.
  case alpaca(AlpacaFeed, binary: Bool)
  /// Stock aggregates.
  case aggregates

  /// The format of its data.
  public var format: WireFormat {
    switch self {
    case .polygon: .polygon
    case .alpaca(_, let binary): binary ? .alpacaMessagePack : .alpacaJSON
    case .aggregates: .stockAggregate
    }
  }
}

/// One of Alpaca's feeds, by its path.
public enum AlpacaFeed: String, Hashable, Sendable, CaseIterable {
  /// One exchange.
  case iex
  /// All exchanges.
  case sip
  /// All, a quarter of an hour late; here the same as `sip`.
  case delayedSip = "delayed_sip"
  /// A made-up symbol at all hours.
  case test
}

/// The dialect that `/` speaks when the handshake does not tell.
public enum RootDialect: String, Hashable, Sendable, CaseIterable {
  /// Polygon's.
  case polygon
  /// Alpaca's.
  case alpaca
}
