/// Symbols for which something is due, and when the first of it is; that may be too early, never too late.
struct DueList {
  /// Indices of symbols.
  private(set) var entries: [Int] = []
  /// In nanoseconds since 1970; `.max` when there is nothing.
  private(set) var earliest: Int64 = .max

  mutating func add(_ entry: Int, due: Int64) {
    entries.append(entry)
    earliest = min(earliest, due)
  }

  /// Takes all out, for those that are not due yet to be added again.
  mutating func takeAll() -> [Int] {
    defer { self = DueList() }
    return entries
  }
}
