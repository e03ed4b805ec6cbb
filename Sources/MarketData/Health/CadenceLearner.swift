/// Learns from the silences between a symbol's quotes how long an ordinary one may be.
///
/// They are counted in a histogram of eight bins to each doubling. The bound is where, if the longest quarter of them
/// goes on as an exponential tail, less than one in a million days has a longer one: the method of peaks over threshold,
/// with the mean excess taken higher the fewer it is the mean of. Sums, products and square roots only: the same on
/// every machine.
struct CadenceLearner {
  /// The longest ordinary silence, as far as is known, in nanoseconds.
  private(set) var interval: Int64
  /// Whether enough was seen to tell; until then `interval` is the one given.
  private(set) var isLearned = false
  /// How much later than the time that they bear quotes come at least.
  private(set) var leastLag = Int64.max

  private let fallback: Int64
  /// Of the present week, and of the one before: what is older is forgotten. Weeks of time in which quotes were expected.
  private var counts = emptyCounts
  private var lastCounts = emptyCounts
  /// The sums of all silences counted.
  private var observed: Int64 = 0
  private var lastObserved: Int64 = 0
  private var count = 0
  private var nextEstimate = leastCount
  /// Silences that were too long to be ordinary, since quotes last came as expected for a while; and the longest.
  private var strikes = 0
  private var longestStrike: Int64 = 0
  private var ordinarySinceStrike = 0

  private static let leastCount = 64
  private static let emptyCounts = [UInt32](repeating: 0, count: SilenceBin.count)
  /// So many ordinary silences let strikes be forgotten.
  private static let calm = 16
  private static let week: Int64 = 7 * 86_400_000_000_000

  /// - Parameter fallback: What to expect until enough is known, and the scale of what is enough.
  init(fallback: Int64) { (interval, self.fallback) = (fallback, fallback) }

  /// Takes a silence between two quotes of a healthy stream, or one after which it was healthy again.
  ///
  /// - Returns: Whether `interval` is another one now.
  mutating func add(_ silence: Int64, lag: Int64) -> Bool {
    guard silence / 2 <= interval else { return strike(silence) }
    ordinarySinceStrike += 1
    if ordinarySinceStrike == Self.calm { strikes = 0 }
    if !isLearned { leastLag = min(leastLag, lag) }
    counts[SilenceBin.index(of: silence)] += 1
    count += 1
    observed += silence
    guard count >= nextEstimate || observed > Self.week || isLearned && silence > interval else { return false }
    // What is rare must have had the time to come: pauses between bursts.
    guard observed / 20 >= fallback else {
      nextEstimate = count * 2
      return false
    }
    estimate()
    return true
  }

  /// The longest silence that `add(_:)` of a sum takes.
  var longestShort: Int64 { min(interval, SilenceBin.shortest) }

  /// How many short silences can be added together later as if one by one: none of them lets an estimate be made.
  var slack: Int { max(0, min(nextEstimate - count - 1, Int((Self.week - observed) / SilenceBin.shortest))) }

  /// Takes short silences together, no more than there was `slack` for.
  mutating func add(_ silences: SilenceSum) {
    let before = ordinarySinceStrike
    ordinarySinceStrike += silences.count
    if before < Self.calm, ordinarySinceStrike >= Self.calm { strikes = 0 }
    if !isLearned { leastLag = min(leastLag, silences.leastLag) }
    counts[0] += UInt32(clamping: silences.count)
    count += silences.count
    observed += silences.nanos
  }

  /// One silence that is too long is a fault; eight, with little that is ordinary between them, are another cadence.
  private mutating func strike(_ silence: Int64) -> Bool {
    strikes += 1
    ordinarySinceStrike = 0
    longestStrike = max(longestStrike, silence)
    guard strikes == 8 else { return false }
    let longest = longestStrike
    self = CadenceLearner(fallback: fallback)
    interval = max(fallback, longest + longest / 4)
    return true
  }

  private mutating func estimate() {
    if observed > Self.week {
      (lastCounts, lastObserved) = (counts, observed)
      (counts, observed) = (Self.emptyCounts, 0)
    }
    nextEstimate = count + min(count, 65_536)
    interval = bound()
    isLearned = true
  }

  private func bound() -> Int64 {
    let counts = zip(counts, lastCounts).map { Int($0) + Int($1) }
    let total = counts.reduce(0, +)
    guard let longest = counts.lastIndex(where: { $0 > 0 }) else { return interval }
    var (place, above, sum) = (longest, 0, 0.0)
    while place > 0, (above + counts[place]) * 4 < total {
      above += counts[place]
      sum += Double(counts[place]) * Double(SilenceBin.middle(of: place))
      place -= 1
    }
    let least = SilenceBin.end(of: longest) + SilenceBin.end(of: longest) / 4
    guard above > 0 else { return least }
    let threshold = Double(SilenceBin.end(of: place))
    let excess = (sum / Double(above) - threshold) * (1 + 2 / Double(above).squareRoot())
    let perDay = Double(above) / Double(observed + lastObserved) * 86_400e9
    return max(least, Int64(clamping: threshold + excess * max(0, logarithm(perDay * 1e6))))
  }
}

/// How many silences there were, their sum, and the least lag of the quotes that ended them, in nanoseconds.
struct SilenceSum: Hashable {
  private(set) var count = 0
  private(set) var nanos: Int64 = 0
  private(set) var leastLag = Int64.max

  @inline(__always)
  mutating func add(_ silence: Int64, lag: Int64) {
    count &+= 1
    nanos &+= silence
    leastLag = min(leastLag, lag)
  }
}

/// The bins that silences are counted in: eight to each doubling, from 2^24 ns (17 ms) to 2^47 ns (39 hours). Shorter
/// ones are in the first, longer ones in the last.
enum SilenceBin {
  static let count = 23 * 8
  /// Silences up to this are in the first bin.
  static let shortest: Int64 = 1 << 24 - 1

  static func index(of silence: Int64) -> Int {
    guard silence > shortest else { return 0 }
    let exponent = 63 - silence.leadingZeroBitCount
    return min(count - 1, (exponent - 24) * 8 + Int(silence >> (exponent - 3) & 7))
  }

  /// Where a bin ends, and the next one begins.
  static func end(of index: Int) -> Int64 {
    let next = index + 1
    return Int64(8 + next % 8) << (next / 8 + 21)
  }

  static func middle(of index: Int) -> Int64 { end(of: index) - Int64(1) << (index / 8 + 20) }
}

/// The natural logarithm of a positive number, by a polynomial of our own: libm's differs between systems. Within 1e-9.
func logarithm(_ x: Double) -> Double {
  var (exponent, fraction) = (Double(x.exponent), x.significand)
  if fraction > 1.4142135623730951 { (exponent, fraction) = (exponent + 1, fraction / 2) }
  let s = (fraction - 1) / (fraction + 1)
  let z = s * s
  // The series of artanh; on ±0.172 the rest is below 2e-11.
  let tail = 1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11))
  return exponent * 0.6931471805599453 + 2 * s * (1 + z * (1.0 / 3 + z * (1.0 / 5 + z * tail)))
}
