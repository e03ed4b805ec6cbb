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

  /// Rows that were let go.
  public var letGo: Int { count - ring.count }

  /// The rows kept, oldest first.
  public var rows: [Row] { rows(after: 0) }

  /// The rows kept whose id is greater, oldest first: what has come since the row of that id.
  public func rows(after id: Int) -> [Row] {
    let first = max(id, letGo)
    return first < count ? (first..<count).map { ring[$0 % capacity] } : []
  }

  /// The row of an id, if it is kept.
  func row(_ id: Int) -> Row? { id > letGo && id <= count ? ring[(id - 1) % capacity] : nil }

  mutating func append(_ row: Row) {
    var row = row
    row.id = count + 1
    if ring.count < capacity { ring.append(row) } else if capacity > 0 { ring[count % capacity] = row }
    count += 1
  }

  /// Changes a row, if it is still kept.
  mutating func update(_ id: Int, _ body: (inout Row) -> Void) {
    guard id > letGo else { return }
    body(&ring[(id - 1) % capacity])
  }

  /// Notes that the fault of a row struck one more quote.
  mutating func extend(_ id: Int, to sequence: UInt64) {
    update(id) { row in
      row.lastSequence = sequence
      row.quotes += 1
    }
  }

  /// Notes that the quote of a delay or reorder left early.
  mutating func markForced(_ id: Int, at now: Timestamp) {
    update(id) { row in
      row.forced = true
      row.ended = now
    }
  }
}
