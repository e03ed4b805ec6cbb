/// Where history is kept, and whether more of it is: the `history` part of the configuration.
public struct HistoryConfig: Hashable, Sendable {
  /// The store, a file of SQLite; for a replay also a DBN file.
  public var path = "history.db"
  /// Whether what passes is stored.
  public var record = false

  /// The defaults.
  public init() {}
}
