import MarketDataTesting
import Testing

@testable import MarketData

@Suite("Bars under random trades")
struct BarPropertyTests {
  @Test(
    "Bars are those that the list of trades gives, in order, in whatever steps time passes",
    arguments: UInt64(0)..<40)
  func againstTheOracle(seed: UInt64) throws {
    var run = try Run(seed: seed)
    for number in 0..<400 {
      run.step()
      guard run.agrees else {
        Issue.record("seed \(seed), step \(number):\n\(run.difference)")
        return
      }
    }
    #expect(run.total > 100, "seed \(seed)")
  }

  /// Two builders and the oracle on the way through the same trades. One builder is told the time in leaps, the other
  /// is also woken at its own deadlines.
  private struct Run {
    var random: SplitMix64
    var now: Int64
    var leaping: BarBuilder
    var woken: BarBuilder
    var oracle: BarOracle
    var bars: (leaping: [(Bar, Bar.Kind)], woken: [(Bar, Bar.Kind)], oracle: [(Bar, Bar.Kind)]) = ([], [], [])
    var total = 0
    /// Whether the builder that is woken at its deadlines made each bar when it was due.
    var isOnTime = true
    let symbols: [Symbol]

    /// Midnights in New York: of an ordinary day, of both changes of the clocks, and one before 1970.
    private static let midnights = [
      "2024-01-15T05:00:00Z", "2024-03-11T04:00:00Z", "2024-11-04T05:00:00Z", "1969-07-21T04:00:00Z",
    ]

    init(seed: UInt64) throws {
      var random = SplitMix64(seed: seed)
      symbols = try ["BARS.C", "BARS.A", "BARS.B"].map { try Symbol($0) }
      let midnight = try Timestamp(Self.midnights[Int(seed % 4)])
      now = midnight.nanos - Int64(random.next() % 200) * 1_000_000_000
      let grace = Duration.milliseconds([0, 20, 20, 500, 30_000][Int(random.next() % 5)])
      let kinds = Self.someKinds(&random)
      (leaping, woken) = (BarBuilder(kinds: kinds, grace: grace), BarBuilder(kinds: kinds, grace: grace))
      oracle = BarOracle(kinds: kinds, grace: grace, now: Timestamp(nanos: now))
      self.random = random
      advance()
    }

    private static func someKinds(_ random: inout SplitMix64) -> Set<Bar.Kind> {
      Set(Bar.Kind.allCases.filter { _ in random.next() % 4 > 0 })
    }

    mutating func step() {
      bars = ([], [], [])
      switch random.next() % 20 {
      case 0..<12: take()
      case 12..<19:
        let longest = [1, 50, 50, 2000, 2000, 12_000, 55_000][Int(random.next() % 7)]
        now += Int64(random.next() % UInt64(longest * 1_000_000))
        advance()
      default:
        let kinds = Self.someKinds(&random)
        (leaping.kinds, woken.kinds) = (kinds, kinds)
        oracle.setKinds(kinds)
      }
      total += bars.oracle.count
    }

    private mutating func advance() {
      let time = Timestamp(nanos: now)
      leaping.advance(to: time, into: &bars.leaping)
      while let deadline = woken.nextDeadline, deadline <= time {
        let before = bars.woken.count
        woken.advance(to: deadline, into: &bars.woken)
        isOnTime = isOnTime && bars.woken[before...].allSatisfy { due($0, $1) == deadline }
      }
      woken.advance(to: time, into: &bars.woken)
      bars.oracle += oracle.advance(to: time)
    }

    private func due(_ bar: Bar, _ kind: Bar.Kind) -> Timestamp {
      bar.end.adding(nanos: kind == .updatedMinute ? 30_000_000_000 : oracle.grace)
    }

    private mutating func take() {
      // Mostly on time, often a little late or ahead, sometimes very much.
      let offset = [0, 0, 0, 0, 15, 300, 1500, 40_000, 70_000, 200_000][Int(random.next() % 10)]
      let late = Int64(random.next() % UInt64(offset * 1_000_000 + 1))
      let aheadOffset = random.next() % 40 == 0 ? [5000, 5000, 150_000][Int(random.next() % 3)] : 0
      let ahead = Int64(random.next() % UInt64(aheadOffset * 1_000_000 + 1))
      let price = Price(nanos: Int64(random.next() % 2000) * 100_000 + Int64(random.next() % 3) * 33_333)
      let quote = Quote(
        symbol: symbols[Int(random.next() % 3)], price: price, bid: price, ask: price,
        timestamp: Timestamp(nanos: now - late + ahead), size: Int32(random.next() % 300),
        changes: random.next() % 10 == 0 ? [.book] : [.trade, .book])
      leaping.take(quote, into: &bars.leaping)
      woken.take(quote, into: &bars.woken)
      bars.oracle += oracle.take(quote)
    }

    var agrees: Bool {
      isOnTime && bars.leaping.elementsEqual(bars.oracle, by: ==) && bars.woken.elementsEqual(bars.oracle, by: ==)
    }

    var difference: String {
      let lines = (0..<max(bars.leaping.count, bars.woken.count, bars.oracle.count)).map { index in
        [("expected", bars.oracle), ("leaping", bars.leaping), ("woken", bars.woken)].map { name, bars in
          "\(name): " + (index < bars.count ? "\(bars[index])" : "nothing")
        }
      }
      let different = lines.first { Set($0.map { $0.drop { $0 != ":" } }).count > 1 }
      return different?.joined(separator: "\n") ?? "a bar came after its time"
    }
  }
}
