public import MarketData
public import MarketDataHistory
public import MarketDataRedis
public import MarketDataWire

/// Everything that can be configured: the root of the configuration file.
public struct Configuration: Hashable, Sendable {
  /// The sections `market_data` and `cache`.
  public var marketData = MarketDataConfig()
  /// The folder of scenario files: `market_data.scenarios_path`. What is defined there is in `marketData.scenarios`.
  public var scenariosPath = ""
  /// The section `redis`.
  public var redis = RedisConfig()
  /// The section `gateway`. The credentials of its file are among those of the list.
  public var gateway = GatewayConfig()
  /// The section `websocket`: another name for `market_data.source`, which some users know.
  public var feed: Feed?
  /// The section `history`.
  public var history = HistoryConfig()
  /// The section `recycler`.
  public var recycler = RecyclerConfig()
  /// The section `logging`.
  public var logging = LoggingConfig()

  /// The defaults.
  public init() {}

  /// Everything that breaks a rule, under full keys; empty: nothing.
  public func validate() -> [ConfigProblem] {
    marketData.validate() + validateFeed() + redis.validate() + gateway.validate() + history.validate()
      + recycler.validate()
  }

  /// Where quotes come from, by whichever name it was said.
  public var source: DataSourceKind { feed == .recycler ? .replay : marketData.source }

  private func validateFeed() -> [ConfigProblem] {
    guard feed == .mock, marketData.source == .replay else { return [] }
    return [ConfigProblem("websocket.mode", expected: "recycler, as market_data.source is replay", found: "mock")]
  }
}

/// What clients are fed, by the names of the section `websocket`.
public enum Feed: String, Hashable, Sendable, CaseIterable {
  /// The generated market.
  case mock
  /// History.
  case recycler
}

/// What is logged, and in which form.
public struct LoggingConfig: Hashable, Sendable {
  /// The least level that is logged.
  public var level = Level.info
  /// The form of a log line.
  public var format = Format.text

  /// The defaults.
  public init() {}

  /// Log levels, by the names of swift-log.
  public enum Level: String, Hashable, Sendable, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
  }

  /// Forms of a log line.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    /// For people.
    case text
    /// One JSON object a line.
    case json
  }
}
