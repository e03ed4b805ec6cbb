import MarketData
import Testing

@testable import MarketDataGateway

@Suite("The market's time, as a hub sees it")
struct HubTimeTests {
  static let wall = Timestamp(nanos: 1_790_000_000_000_000_000)
  static let market = Timestamp(nanos: 1_600_000_000_000_000_000)

  @Test("At real pace it is the clock's, before any quote too")
  func realTime() {
    var time = HubTime(pace: .realTime)
    #expect(time.market(at: Self.wall) == Self.wall)
    time.reach(Self.market, at: Self.wall)
    #expect(time.market(at: Self.wall + .seconds(1)) == Self.wall + .seconds(1))
    #expect(time.wait(until: Self.wall + .seconds(2), at: Self.wall) == .seconds(2))
    #expect(time.wait(until: Self.wall, at: Self.wall + .seconds(2)) == .zero)
  }

  @Test("Flat out it is that of the last quote, and no clock tells when it goes on")
  func unpaced() {
    var time = HubTime(pace: .unpaced)
    #expect(time.market(at: Self.wall) == nil)
    #expect(time.wait(until: Self.market, at: Self.wall) == nil)
    time.reach(Self.market, at: Self.wall)
    #expect(time.market(at: Self.wall + .seconds(60)) == Self.market)
    #expect(time.wait(until: Self.market + .seconds(1), at: Self.wall) == nil)
  }

  @Test("Scaled it goes on from the last quote so many times as fast", arguments: [0.5, 1, 2, 100])
  func scaled(factor: Double) {
    var time = HubTime(pace: .scaled(factor))
    #expect(time.market(at: Self.wall) == nil)
    #expect(time.wait(until: Self.market, at: Self.wall) == nil)
    time.reach(Self.market, at: Self.wall)
    #expect(time.market(at: Self.wall + .seconds(1)) == Self.market + .milliseconds(Int64(1000 * factor)))
    #expect(
      time.wait(until: Self.market + .milliseconds(Int64(3000 * factor)), at: Self.wall + .seconds(1)) == .seconds(2))
    #expect(time.wait(until: Self.market, at: Self.wall + .seconds(1)) == .zero)
  }

  @Test("A late quote does not set it back")
  func late() {
    var time = HubTime(pace: .unpaced)
    time.reach(Self.market, at: Self.wall)
    time.reach(Self.market - .seconds(5), at: Self.wall + .seconds(1))
    #expect(time.market(at: Self.wall) == Self.market)
    time.reach(Self.market + .seconds(5), at: Self.wall + .seconds(1))
    #expect(time.market(at: Self.wall) == Self.market + .seconds(5))
  }
}
