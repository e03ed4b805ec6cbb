import MarketDataTesting
import Testing

@testable import MarketData

@Suite("Faults move nobody else's draws")
struct FaultIndependenceTests {
  /// A row without its number, which depends on how many came before.
  struct Draw: Hashable {
    var symbol: Symbol
    var sequence: UInt64
    var duration: Duration
    var corruption: Corruption?

    init(_ row: FaultLedger.Row) {
      (symbol, sequence, duration, corruption) = (row.symbol, row.sequence, row.duration, row.corruption)
    }
  }

  /// Whether a fault gets to be decided when another one has struck the same quote.
  static func ends(_ kind: FaultKind, before other: FaultKind) -> Bool {
    switch kind {
    case .staleWindow: other != .staleWindow
    case .drop: other != .staleWindow && other != .drop
    case .delay: other == .reorder
    default: false
    }
  }

  @Test("Enabling a second fault leaves the first one's draws alone", arguments: FaultKind.byChance, FaultKind.byChance)
  func pairs(kind: FaultKind, other: FaultKind) throws {
    guard kind != other else { return }
    let alone = try SingleFaultTests.run(.only([kind], 0.1), seconds: 100)
    let together = try SingleFaultTests.run(.only([kind, other], 0.1), seconds: 100)
    together.expectExplained()
    var expected = Set(alone.rows(kind).map(Draw.init))
    if Self.ends(other, before: kind) {
      let struck =
        other == .staleWindow
        ? together.oracle.suppressed.map { ($0.symbol, $0.sequence) }
        : together.rows(other).map { ($0.symbol, $0.sequence) }
      let ended = Set(struck.map { [UInt64($0.index), $1] })
      expected = expected.filter { !ended.contains([UInt64($0.symbol.index), $0.sequence]) }
    }
    #expect(Set(together.rows(kind).map(Draw.init)) == expected)
  }

  @Test("Adding symbols moves nobody else's faults")
  func symbols() throws {
    let faults = FaultConfig.only(FaultKind.byChance, 0.1)
    var few = try TestMarket.config(["FAULT.B"])
    few.faults = faults
    let alone = try FaultRun(few, seconds: 200)
    let among = try SingleFaultTests.run(faults, seconds: 200)
    let symbol = try Symbol("FAULT.B")
    #expect(among.emitted.filter { $0.symbol == symbol } == alone.emitted)
    for kind in FaultKind.byChance {
      #expect(among.rows(kind, of: symbol).map(Draw.init) == alone.rows(kind).map(Draw.init))
    }
  }

  @Test("Another seed draws other faults, the same seed the same")
  func seeds() throws {
    let faults = FaultConfig.only(FaultKind.byChance, 0.1)
    let (one, same) = (try SingleFaultTests.run(faults), try SingleFaultTests.run(faults))
    let other = try SingleFaultTests.run(faults, seed: 43)
    #expect(one.emitted == same.emitted)
    #expect(one.ledger.rows == same.ledger.rows)
    #expect(one.ledger.rows.map(\.sequence) != other.ledger.rows.map(\.sequence))
  }

  @Test("A more probable fault strikes all that a less probable one does")
  func monotonous() throws {
    let rare = Set(try SingleFaultTests.run(.only([.drop], 0.05)).rows(.drop).map(Draw.init))
    let often = Set(try SingleFaultTests.run(.only([.drop], 0.2)).rows(.drop).map(Draw.init))
    #expect(rare.isStrictSubset(of: often))
  }

  @Test("Different faults strike different quotes: their draws are independent")
  func uncorrelated() throws {
    let kinds: [FaultKind] = [.corrupt, .outOfOrder, .duplicate, .delay]
    let run = try SingleFaultTests.run(.only(kinds, 0.2), seconds: 1000)
    let sets = kinds.map { kind in Set(run.rows(kind).map { [UInt64($0.symbol.index), $0.sequence] }) }
    for (number, set) in sets.enumerated() {
      for other in sets[..<number] {
        let expected = Double(run.clean.count) * 0.04
        #expect(abs(Double(set.intersection(other).count) - expected) < 5 * expected.squareRoot())
      }
    }
  }
}
