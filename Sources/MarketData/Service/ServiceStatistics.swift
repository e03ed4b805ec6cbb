/// What a service has done since it was made. Exact: taken between two batches.
public struct ServiceStatistics: Hashable, Sendable {
  /// From the source to emission.
  public var processor = ProcessorCounters()
  /// The sums over all subscribers, past ones included.
  public var subscribers = SubscriberCounters()
  /// How long the pipeline waited for subscribers with `suspend`.
  public var blocked = Duration.zero
  /// How long the market was held back because the machine, or its clock, left it behind by over a second.
  public var skipped = Duration.zero
  /// How many changes to each state of health there were.
  public var healthChanges: [StreamHealth: Int] = [:]
  /// Quotes older than the one held, kept out of `quote(for:)` and the cache.
  public var refusedOlder = 0
  /// The cache's own counters; nil without a cache.
  public var cache: CacheStatistics?
  /// Subscribers at present.
  public var subscriberCount = 0
  /// Symbols that run.
  public var symbolCount = 0
}
