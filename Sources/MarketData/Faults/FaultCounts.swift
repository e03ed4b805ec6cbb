/// What the faults have done so far.
struct FaultCounts: Hashable {
  /// By `FaultKind.ordinal`.
  var injected = [Int](repeating: 0, count: FaultKind.allCases.count)
  var dropped = 0
  var suppressed = 0
  var duplicated = 0
  var withdrawn = 0
  /// Quotes that left early because too many were in flight.
  var forced = 0
}
