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

  /// The endpoint of a handshake's path, its query aside; nil when nothing is served there (404).
  ///
  /// At `/` clients of both vendors come, and the server must speak first. Alpaca's are told by MessagePack as their
  /// `content-type` or by any `apca-` header; the others get what the setting says. Alpaca's feed there is `sip`.
  public init?(handshake: Handshake, rootDialect: RootDialect) {
    switch handshake.path {
    case "/stocks": self = .polygon
    case "/ws": self = .aggregates
    case "/":
      let isAlpaca = rootDialect == .alpaca || handshake.isAlpaca
      self = isAlpaca ? .alpaca(.sip, binary: handshake.wantsMessagePack) : .polygon
    case let path where path.hasPrefix("/v2/"):
      guard let feed = AlpacaFeed(rawValue: String(path.dropFirst(4))) else { return nil }
      self = .alpaca(feed, binary: handshake.wantsMessagePack)
    default: return nil
    }
  }
}

extension Handshake {
  fileprivate var isAlpaca: Bool { wantsMessagePack || headers.keys.contains { $0.hasPrefix("apca-") } }

  /// Media types are compared without their parameters and without regard to case (RFC 9110).
  fileprivate var wantsMessagePack: Bool {
    let type = headers["content-type", default: ""].prefix { $0 != ";" && $0 != " " }
    return type.lowercased() == "application/msgpack"
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
