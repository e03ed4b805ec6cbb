import Foundation
import MarketData
import MarketDataGateway
import MarketDataHistory

/// What a run or a simulation did, in the end. As JSON its keys are in snake case and in alphabetical order.
struct RunSummary: Encodable, Hashable {
  var seed: UInt64
  /// Seconds from start to end; of a simulation, of its own time.
  var durationS: Double
  /// Quotes emitted in a second, on average.
  var quotesPerSecond: Double
  /// Seconds that a simulation took on the clock on the wall.
  var wallS: Double?

  var generated: Int
  var duplicated: Int
  var emitted: Int
  var dropped: Int
  var suppressed: Int
  var withdrawn: Int
  var inFlight: Int
  var refused: Int
  var forced: Int
  /// By kind.
  var faults: [String: Int]
  /// Changes of streams to each state of health.
  var health: [String: Int] = [:]

  var offered = 0
  var delivered = 0
  var overflowDropped = 0
  var merged = 0
  var buffered = 0
  var abandoned = 0
  var gaps = 0
  var blockedMs = 0.0
  var skippedMs = 0.0

  var signals = 0
  var portfolio: Worth?
  var cache = Cache()
  /// Nil, and not in the JSON, when there was no gateway.
  var gateway: Gateway?
  /// Nil, and not in the JSON, when nothing was recorded.
  var history: History?

  /// Why the ledger of faults was not written to its end; no part of the JSON.
  var ledgerError: OutputError?
  /// Why history could not be replayed to its end; no part of the JSON.
  var replayError: String?

  /// What a paper portfolio is worth.
  struct Worth: Encodable, Hashable {
    var value: String
    var profit: String
  }

  /// What a cache did.
  struct Cache: Encodable, Hashable {
    /// Where it is: `memory`, or a URL without secrets; `none` in a simulation.
    var store = "none"
    var health = CacheHealth.ok.rawValue
    var written = 0
    var merged = 0
    var refusedOlder = 0
    var failed = 0
    var reconnects = 0
  }

  /// What a gateway did.
  struct Gateway: Encodable, Hashable {
    /// Connections that got through the handshake.
    var clients: Int
    /// Data messages sent, each client's counted.
    var messages: Int
    var bytes: Int
    /// Quotes that slow clients missed because later ones replaced them.
    var conflated: Int
    /// Clients closed because they did not read.
    var slowClosed: Int
  }

  /// What was recorded.
  struct History: Encodable, Hashable {
    /// The store.
    var store: String
    var stored: Int
    /// Quotes that were in the store before.
    var known: Int
    /// Quotes that were not stored, and never will be.
    var lost: Int
    /// Rows deleted because they were old.
    var deleted: Int
  }

  private enum CodingKeys: String, CodingKey {
    case seed, durationS, quotesPerSecond, wallS
    case generated, duplicated, emitted, dropped, suppressed, withdrawn, inFlight, refused, forced, faults, health
    case offered, delivered, overflowDropped, merged, buffered, abandoned, gaps, blockedMs, skippedMs
    case signals, portfolio, cache, gateway, history
  }

  /// One line of JSON.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

extension RunSummary {
  /// What a source and the faults did in a stretch of time.
  init(_ counters: ProcessorCounters, seed: UInt64, duration: Duration) {
    self.seed = seed
    durationS = rounded(duration.inSeconds)
    quotesPerSecond = duration > .zero ? rounded(Double(counters.emitted) / duration.inSeconds) : 0
    (generated, duplicated, emitted) = (counters.generated, counters.duplicated, counters.emitted)
    (dropped, suppressed, withdrawn) = (counters.dropped, counters.suppressed, counters.withdrawn)
    (inFlight, refused, forced) = (counters.inFlight, counters.refused, counters.forced)
    faults = Dictionary(uniqueKeysWithValues: FaultKind.allCases.map { ($0.rawValue, counters.faults[$0] ?? 0) })
  }

  /// Notes changes of health.
  mutating func note(_ changes: [StreamHealth: Int]) {
    health = Dictionary(uniqueKeysWithValues: StreamHealth.allCases.map { ($0.rawValue, changes[$0] ?? 0) })
  }

  /// What a session did.
  init(_ statistics: ServiceStatistics, seed: UInt64, duration: Duration, store: String, trader: PaperTrader) {
    self.init(statistics.processor, seed: seed, duration: duration)
    let subscribers = statistics.subscribers
    (offered, delivered, buffered) = (subscribers.offered, subscribers.delivered, subscribers.buffered)
    (overflowDropped, merged) = (subscribers.overflowDropped, subscribers.merged)
    (abandoned, gaps) = (subscribers.abandoned, subscribers.gaps)
    (blockedMs, skippedMs) = (rounded(statistics.blocked.inMilliseconds), rounded(statistics.skipped.inMilliseconds))
    note(statistics.healthChanges)
    signals = trader.signals.count
    portfolio = Worth(value: "\(trader.valuation.value)", profit: "\(trader.valuation.profit)")
    cache = Cache(statistics, store: store)
  }

  /// What a simulation did: what it emitted was delivered, to the output.
  static func simulation(
    _ counters: ProcessorCounters, health: [StreamHealth: Int], seed: UInt64, duration: Duration, wall: Duration
  ) -> RunSummary {
    var summary = RunSummary(counters, seed: seed, duration: duration)
    (summary.offered, summary.delivered) = (counters.emitted, counters.emitted)
    summary.note(health)
    summary.wallS = rounded(wall.inSeconds)
    return summary
  }
}

extension RunSummary.Cache {
  init(_ statistics: ServiceStatistics, store: String) {
    let cache = statistics.cache ?? CacheStatistics()
    (self.store, health) = (store, cache.health.rawValue)
    (written, merged, failed, reconnects) = (cache.written, cache.merged, cache.failed, cache.reconnects)
    refusedOlder = statistics.refusedOlder
  }
}

extension RunSummary.Gateway {
  init(_ statistics: GatewayStatistics) {
    (clients, messages, bytes) = (statistics.accepted, statistics.messages, statistics.bytes)
    (conflated, slowClosed) = (statistics.conflated, statistics.slowClosed)
  }
}

extension RunSummary.History {
  init(_ statistics: RecorderStatistics, path: String) {
    (store, stored, known) = (path, statistics.stored, statistics.known)
    (lost, deleted) = (statistics.lost + statistics.missed, statistics.deleted)
  }
}

/// To three decimals.
private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
