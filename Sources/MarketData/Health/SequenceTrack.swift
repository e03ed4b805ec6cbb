/// Which numbers of a symbol's quotes are missing, as far back as 64 before the highest.
struct SequenceTrack {
  /// The highest number seen; 0 before the first.
  private(set) var highest: UInt64 = 0
  /// How many numbers are missing, of those that are still waited for.
  private(set) var missing: UInt64 = 0
  /// Bit i: number `highest - 1 - i` is missing.
  private var holes: UInt64 = 0
  private var lastHole = Timestamp(nanos: .min)

  /// The quote after the highest came, and none is missing.
  @inline(__always)
  mutating func takeNext() { highest &+= 1 }

  /// Takes a quote's number; 0 says nothing.
  ///
  /// Once no new hole has shown for `patience`, what is missing is not waited for any more.
  mutating func take(_ sequence: UInt64, at now: Timestamp, patience: Int64) {
    let highest = highest
    if sequence > highest {
      self.highest = sequence
      if highest > 0, sequence > highest + 1 { return open(sequence - highest - 1, at: now) }
      holes <<= 1
    } else if sequence > 0, sequence < highest, highest - sequence <= 64 {
      let place: UInt64 = 1 << (highest - 1 - sequence)
      if holes & place != 0 { (holes, missing) = (holes & ~place, missing - 1) }
    }
    if missing > 0, now >= lastHole.adding(nanos: patience) { forgive() }
  }

  /// Waits for no missing number any more.
  mutating func forgive() { (missing, holes) = (0, 0) }

  mutating func shift(by nanos: Int64) { lastHole = lastHole.adding(nanos: nanos) }

  private mutating func open(_ count: UInt64, at now: Timestamp) {
    holes = holes << (count + 1) | ((1 << count) &- 1)
    missing += count
    lastHole = now
  }
}
