/// Where the latest quote of each symbol is kept for portfolio code, in this process or another.
///
/// The contract, to which `QuoteCacheContract` in `MarketDataTesting` holds every implementation:
/// - `accept` returns at once, whatever the store behind is doing. Per symbol the last accepted quote wins; earlier
///   ones that the store has not seen yet are merged into it and counted. Memory is bounded by the number of symbols.
/// - The caller has refused what is out of order already; a cache judges nothing.
/// - What `accept` took is readable after `flush` returns true.
/// - A symbol never accepted reads as nil. Entries do not expire.
/// - After `close` nothing is written any more, and `accept` is without effect.
public protocol QuoteCache: Sendable {
  /// Takes quotes to keep, as accepted at `time`. Ordered with other calls from the same task.
  func accept(_ quotes: some Collection<Quote>, at time: Timestamp)

  /// The last quote of a symbol, or nil.
  ///
  /// - Throws: `CacheError` when the store does not answer or holds something else under that key.
  func quote(for symbol: Symbol) async throws(CacheError) -> CachedQuote?

  /// The last quotes of several symbols, in the order asked for.
  ///
  /// - Throws: `CacheError`, as `quote(for:)` does; then nothing is returned.
  func quotes(for symbols: [Symbol]) async throws(CacheError) -> [CachedQuote?]

  /// Waits until everything accepted so far is in the store, at most so long.
  ///
  /// - Returns: Whether it is.
  func flush(timeout: Duration) async -> Bool

  /// Ends the cache's own work and frees what it holds. Idempotent.
  func close() async

  /// Counters since creation, and whether the store answers.
  var statistics: CacheStatistics { get }
}

/// What a cache has done so far.
public struct CacheStatistics: Hashable, Sendable {
  /// Writes that the store confirmed.
  public var written = 0
  /// Quotes that a later quote of their symbol replaced before they were written.
  public var merged = 0
  /// Writes that the store refused, or lost with its connection; the latter are written again.
  public var failed = 0
  /// Connections made after the first.
  public var reconnects = 0
  /// Whether the store answers.
  public var health = CacheHealth.ok

  /// No activity yet.
  public init() {}
}

/// Whether a cache's store answers.
public enum CacheHealth: String, Hashable, Sendable {
  /// It does.
  case ok
  /// It does not at present: writes wait, merged to the latest per symbol.
  case degraded
}

/// Why a cache could not answer.
public struct CacheError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure.
  public var kind: Kind
  /// What was expected, what was found, what to do. Never a secret.
  public var message: String

  /// An error of the given kind.
  public init(_ kind: Kind, _ message: String) { (self.kind, self.message) = (kind, message) }
  /// The text, for people.
  public var description: String { message }

  /// The kinds of failure, told apart so that a caller can react.
  public enum Kind: String, Hashable, Sendable {
    /// Nothing answers at the address, or the connection broke.
    case unavailable
    /// No answer in time.
    case timeout
    /// A password is missing or wrong (`NOAUTH`, `WRONGPASS`, `ERR AUTH`).
    case authentication
    /// The server is a replica that takes no writes (`READONLY`).
    case readOnly
    /// The server is at its memory limit (`OOM`).
    case outOfMemory
    /// The server is still reading its data (`LOADING`).
    case loading
    /// The server is part of a cluster and sends us elsewhere (`MOVED`, `ASK`).
    case moved
    /// Any other answer that is an error.
    case refused
    /// An answer that is no quote.
    case malformed
    /// The cache was closed.
    case closed
  }
}
