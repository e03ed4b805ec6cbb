public import MarketData

/// How far a replay has come, to the row: another that begins here goes on as this one would have.
public struct ReplayPosition: Hashable, Sendable {
  /// The time of history of what was emitted last.
  public internal(set) var time: Timestamp
  /// How many rows and ticks of that time are over.
  var count = 0
  /// Where rows must be read from, to come by all of that time again: bars that end then, or later, began earlier.
  var start: Timestamp
  /// Which pass it is, from 1.
  public internal(set) var pass = 1
  /// Numbers, volumes and latest quotes.
  var symbols: [Symbol: ReplaySymbol] = [:]

  init(at time: Timestamp) { (self.time, start) = (time, time) }

  /// Counts one row or tick more of a time; the first of a time says where to read from for all of them.
  @inline(__always)
  mutating func reach(_ time: Timestamp, readFrom start: @autoclosure () -> Timestamp) {
    if time == self.time { return count &+= 1 }
    (self.time, count, self.start) = (time, 1, start())
  }

  /// Goes on with the first row of a time, in a pass.
  mutating func begin(at time: Timestamp, pass: Int) { (self.time, start, count, self.pass) = (time, time, 0, pass) }
}
