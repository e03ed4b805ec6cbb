/// Where Redis is and how patient to be with it: the `redis` part of the configuration.
public struct RedisConfig: Hashable, Sendable {
  /// `redis://[[user]:password@]host[:port][/database]` or `unix:///path/to.sock[?db=N]`. Empty: no Redis, memory only.
  public var url = "redis://127.0.0.1:6379/0"
  /// What stands before the ticker in a key.
  public var keyPrefix = "quote:"
  /// The longest wait for a connection.
  public var connectTimeout = Duration.milliseconds(1000)
  /// The longest wait for an answer.
  public var commandTimeout = Duration.milliseconds(1000)
  /// The first pause before connecting again; it doubles each time, with jitter.
  public var backoffInitial = Duration.milliseconds(100)
  /// The longest pause before connecting again.
  public var backoffMax = Duration.milliseconds(10_000)

  /// The defaults.
  public init() {}
}
