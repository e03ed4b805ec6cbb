/// What faults were injected: the last so many, in the order in which they were.
///
/// Bounded: past its capacity the oldest row is let go and counted.
public struct FaultLedger: Sendable {
  /// How many rows are kept.
  public let capacity: Int
  /// Rows ever written.
  public private(set) var count = 0
  private var ring: [Row] = []

  /// An empty ledger.
  public init(capacity: Int) { self.capacity = capacity }

  /// One injected fault.
  public struct Row: Hashable, Sendable {
    /// Counts the faults of a service, from 1.
    public var id: Int
    /// What was done.
    public var kind: FaultKind
    /// To which symbol.
    public var symbol: Symbol
    /// To which of its quotes; the first one, if it lasts.
    public var sequence: UInt64
    /// The last quote that it has struck so far; of a fault that lasts, all between are struck too, unless another
    /// fault took them before.
    public var lastSequence: UInt64
    /// How many quotes it has struck so far.
    public var quotes = 1
    /// When it began, in the market's time.
    public var time: Timestamp
    /// When it ended: at once, or when the quote left, or when the silence was over; nil while it goes on.
    public var ended: Timestamp?
    /// For how long (a silence), how much later (delay, reorder), how far back (out of order), or how far off, back if
    /// negative (clock step); else zero.
    public var duration: Duration
    /// The rate of a drift, or the millionths of a clock's skew; else zero.
    public var rate = 0.0
    /// How a quote was made to lie.
    public var corruption: Corruption?
    /// Whether a delayed quote left early because too many were in flight.
    public var forced = false
    /// The name of the window in the timeline that it is of; empty: none.
    public var window = ""
  }

  /// Rows that were let go.
  public var letGo: Int { count - ring.count }

  /// The rows kept, oldest first.
  public var rows: [Row] {
    guard count > ring.count, capacity > 0 else { return ring }
    let oldest = count % capacity
    return Array(ring[oldest...] + ring[..<oldest])
  }

  mutating func append(_ row: Row) {
    var row = row
    row.id = count + 1
    if ring.count < capacity { ring.append(row) } else if capacity > 0 { ring[count % capacity] = row }
    count += 1
  }

  /// Notes that the quote of a delay or reorder left early, if the row is still kept.
  mutating func markForced(_ id: Int) {
    guard id > letGo else { return }
    ring[(id - 1) % capacity].forced = true
  }
}

/// The ways in which a quote can be made to lie.
public enum Corruption: String, Hashable, Sendable, CaseIterable, Codable {
  /// The bid is above the ask.
  case crossedBook = "crossed_book"
  /// The price is zero.
  case zeroPrice = "zero_price"
  /// The price is negative.
  case negativePrice = "negative_price"
  /// The price is 1000 times what it was.
  case thousandfoldPrice = "thousandfold_price"

  func apply(to quote: inout Quote) {
    switch self {
    case .crossedBook:
      // Pushed quotes may have any book: one without a spread is crossed by a cent, a crossed one stays crossed.
      let least = Price(nanos: quote.bid == quote.ask ? Price.scale / 100 : 0)
      (quote.bid, quote.ask) = (max(quote.bid, quote.ask) + least, min(quote.bid, quote.ask))
    case .zeroPrice: quote.price = .zero
    case .negativePrice: quote.price = Price(nanos: -quote.price.nanos)
    case .thousandfoldPrice: quote.price = quote.price.times(1000)
    }
  }
}
