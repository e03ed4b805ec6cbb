import Glibc
import MarketData

/// Trades of one symbol at an even rate, for measuring what comes after: each says when it was made.
struct StampedSource: DataSource {
  let symbol: Symbol
  /// Nanoseconds between trades.
  let interval: Int64
  /// Whether `sequence` is the monotonic clock in nanoseconds, by which a client measures latency; else it counts.
  let isStamped: Bool
  private var next: Timestamp
  private var count: UInt64 = 0
  private var isActive = false

  init(_ symbol: Symbol, rate: Double, isStamped: Bool, start: Timestamp) {
    (self.symbol, self.isStamped, next) = (symbol, isStamped, start)
    interval = rate > 0 ? Int64(1e9 / rate) : 1000
  }

  var isLive: Bool { false }
  var nextDeadline: Timestamp? { isActive ? next : nil }

  mutating func advance(to now: Timestamp, into quotes: inout OutputSpan<Quote>) {
    guard isActive else { return }
    let stamp = isStamped ? monotonicNanos() : 0
    while next <= now, quotes.freeCapacity > 0 {
      count += 1
      quotes.append(
        Quote(
          symbol: symbol, price: Price(nanos: 150_250_000_000), bid: Price(nanos: 150_240_000_000),
          ask: Price(nanos: 150_260_000_000), timestamp: next, sequence: isStamped ? stamp : count,
          volume: Int64(count), changes: .trade))
      next = next + .nanoseconds(interval)
    }
  }

  mutating func activate(_ symbols: [Symbol], at now: Timestamp) { (isActive, next) = (true, now) }
  mutating func deactivate(_ symbol: Symbol) { isActive = false }
  mutating func shift(by duration: Duration) { next = next + duration }
  mutating func setScenario(_ scenario: SymbolScenario, for symbol: Symbol, at now: Timestamp) {}
  mutating func nextSequence(for symbol: Symbol) -> UInt64? { nil }
}

private func monotonicNanos() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
