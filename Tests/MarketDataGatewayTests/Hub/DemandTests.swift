import MarketData
import MarketDataWire
import Testing

@testable import MarketDataGateway

@Suite("What is in demand")
struct DemandTests {
  static func demand() throws -> Demand { Demand(onDemand: [try Symbol("DEMA"), try Symbol("DEMB")]) }

  /// All that the market must be told, in no particular order.
  static func changes(_ demand: inout Demand) -> Set<Demand.Change> {
    var changes: Set<Demand.Change> = []
    while let change = demand.nextChange() { changes.insert(change) }
    return changes
  }

  @Test("Only symbols on demand count, and only by name")
  func named() throws {
    var demand = try Self.demand()
    demand.add([Interest(.trades, nil), Interest(.trades, "DEMSTANDING"), Interest(.quotes, "DEM.UNKNOWN")])
    #expect(demand.isSettled)
    demand.add([Interest(.trades, "DEMA"), Interest(.trades, "DEMB")])
    #expect(!demand.isSettled)
    #expect(Self.changes(&demand) == [.begin(try Symbol("DEMA")), .begin(try Symbol("DEMB"))])
    #expect(demand.isSettled)
  }

  @Test("A symbol is in demand until the last who asked for it has gone")
  func counted() throws {
    let interest = [Interest(.trades, "DEMA")]
    var demand = try Self.demand()
    demand.add(interest + [Interest(.quotes, "DEMA")])
    demand.add(interest)
    #expect(Self.changes(&demand) == [.begin(try Symbol("DEMA"))])
    demand.remove(interest)
    demand.remove(interest)
    #expect(demand.isSettled)
    demand.remove([Interest(.quotes, "DEMA")])
    #expect(Self.changes(&demand) == [.end(try Symbol("DEMA"))])
  }

  @Test("What was asked for and taken back before the market heard of it is never told")
  func takenBack() throws {
    var demand = try Self.demand()
    demand.add([Interest(.trades, "DEMA")])
    demand.remove([Interest(.trades, "DEMA")])
    #expect(demand.isSettled)
    #expect(demand.nextChange() == nil)
  }

  @Test("Each change is told once; what ends comes before what begins")
  func order() throws {
    var demand = try Self.demand()
    demand.add([Interest(.trades, "DEMA")])
    #expect(demand.nextChange() == .begin(try Symbol("DEMA")))
    #expect(demand.nextChange() == nil)
    demand.remove([Interest(.trades, "DEMA")])
    demand.add([Interest(.trades, "DEMB")])
    #expect(demand.nextChange() == .end(try Symbol("DEMA")))
    #expect(demand.nextChange() == .begin(try Symbol("DEMB")))
    #expect(demand.nextChange() == nil)
  }

  @Test("When nobody wants anything, all that began ends; taking back what was never asked for changes nothing")
  func nobody() throws {
    var demand = try Self.demand()
    demand.remove([Interest(.trades, "DEMA")])
    #expect(demand.isSettled)
    demand.add([Interest(.trades, "DEMA"), Interest(.quotes, "DEMA"), Interest(.trades, "DEMB")])
    _ = Self.changes(&demand)
    demand.removeAll()
    #expect(Self.changes(&demand) == [.end(try Symbol("DEMA")), .end(try Symbol("DEMB"))])
  }
}
