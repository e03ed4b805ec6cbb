import Foundation
import MarketDataGateway
import Testing

@testable import MarketData
@testable import marketdata

@Suite("What a session is made of")
struct SessionPartsTests {
  private static let start = Simulation.defaultStart

  private func quote(_ symbol: Symbol, _ price: String, sequence: UInt64) throws -> Quote {
    Quote(
      symbol: symbol, price: try Price(price), bid: try Price(price), ask: try Price(price), timestamp: Self.start,
      sequence: sequence)
  }

  @Test("A crossing of averages on every symbol, a guard on those that fall silent")
  func strategies() throws {
    let (a, b) = (try Symbol("A"), try Symbol("B"))
    var config = MarketDataConfig(symbols: [b: SymbolConfig(scenario: .stale), a: SymbolConfig()])
    #expect(MarketSession.strategies(config).map(\.name) == ["ma-cross A", "ma-cross B", "stale-guard B"])
    config.defaultScenario = .stale
    #expect(MarketSession.strategies(config).count == 4)
  }

  @Test("A buy goes to 100 shares, a sell to -100, flat to none; nothing trades at no price")
  func trading() throws {
    let (trader, symbol) = (PaperTrader(), try Symbol("A"))
    func take(_ action: Signal.Action, _ price: String) throws -> Int64? {
      trader.take(Signal(action, symbol, at: try Price(price), time: Self.start, reason: action.rawValue))
      return trader.portfolio.positions[symbol]?.quantity
    }
    #expect(try take(.buy, "10.00") == 100)
    #expect(try take(.sell, "12.00") == -100)
    #expect(try take(.buy, "-12.00") == -100)
    #expect(try take(.buy, "0.00") == -100)
    #expect(try take(.flat, "11.00") == 0)
    #expect(trader.portfolio.positions[symbol]?.cash == Money(nanos: 300_000_000_000))
    #expect(trader.signals.count == 5)
    #expect(trader.signals.recent.map(\.reason) == ["flat", "buy", "buy", "sell", "buy"])
  }

  @Test("Of many signals the last are kept, and all are counted")
  func manySignals() throws {
    let trader = PaperTrader()
    for number in 1...100 {
      trader.take(Signal(.buy, try Symbol("A"), at: try Price("1.00"), time: Self.start, reason: "\(number)"))
    }
    #expect(trader.signals.count == 100)
    #expect(trader.signals.recent.map(\.reason) == (85...100).reversed().map(String.init))
  }

  @Test("The portfolio is valued from the cache, and from the service when the cache is closed")
  func valuing() async throws {
    let (trader, cache, symbol) = (PaperTrader(), MemoryQuoteCache(), try Symbol("A"))
    let service = try MarketDataService(MarketDataConfig(symbols: [symbol: SymbolConfig()]))
    trader.take(Signal(.buy, symbol, at: try Price("10.00"), time: Self.start, reason: ""))
    cache.accept([try quote(symbol, "12.50", sequence: 1)], at: SystemClock.shared.now)
    await trader.value(from: cache, or: service)
    #expect(trader.valuation.profit == Money(nanos: 250_000_000_000))
    #expect(trader.valuation.isFresh)
    await cache.close()
    await trader.value(from: cache, or: service)
    #expect(trader.valuation.lines.map(\.freshness) == [.missing])
  }

  @Test("A row follows its symbol: price, way, change, age, staleness")
  func sampling() throws {
    let (a, b) = (try Symbol("A"), try Symbol("B"))
    var config = MarketDataConfig(symbols: [b: SymbolConfig(scenario: .sine), a: SymbolConfig()], seed: 9)
    config.stalenessThreshold = .seconds(5)
    var sampler = DashboardSampler(config, start: Self.start)
    var (statistics, quotes) = (ServiceStatistics(), [a: try quote(a, "100.00", sequence: 1)])
    statistics.symbolCount = 2
    func sample(_ seconds: Int64, limit: Int = 10) -> DashboardState {
      sampler.sample(statistics, at: Self.start + .seconds(seconds), limit: limit) { quotes[$0] }
    }
    let first = sample(1)
    #expect(first.title == .init(seed: 9, symbolCount: 2, elapsed: .seconds(1)))
    #expect(first.rows.map(\.ticker) == ["A", "B"])
    #expect(first.rows.map(\.scenario) == ["volatile", "sine"])
    #expect(first.rows[1].price == nil)
    #expect(first.rows[0].direction == 0)
    (quotes[a], statistics.processor.emitted) = (try quote(a, "101.00", sequence: 2), 30)
    let second = sample(2)
    #expect(second.rows[0].direction == 1)
    #expect(abs(second.rows[0].change - 0.01) < 1e-12)
    #expect(second.rows[0].samples == [100, 101])
    #expect(second.counters.perSecond == 30)
    let third = sample(7, limit: 1)
    #expect(third.rows.map(\.age) == [.seconds(5)])
    #expect(third.rows.map(\.isStale) == [false])
    #expect(third.moreSymbols == 1)
    #expect(sample(8).rows.map(\.isStale) == [true, false])
    #expect(sample(8).rows[0].samples == [100, 101])
    #expect(sample(8).rows.map(\.health) == [nil, nil])
    let judged = sampler.sample(
      statistics, at: Self.start + .seconds(9), limit: 10, quote: { quotes[$0] }, health: { $0 == a ? .mute : nil })
    #expect(judged.rows.map(\.health) == [.mute, nil])
  }

  @Test("The summary as JSON has every key, in alphabetical order")
  func json() throws {
    var counters = ProcessorCounters()
    (counters.generated, counters.emitted, counters.dropped) = (100, 97, 3)
    counters.faults = [.drop: 3]
    let text = try RunSummary.simulation(
      counters, health: [.mute: 2, .live: 1], seed: .max, duration: .seconds(8), wall: .milliseconds(1500)
    ).json()
    #expect(
      text == #"{"abandoned":0,"blocked_ms":0,"buffered":0,"cache":{"failed":0,"health":"ok","merged":0,"#
        + #""reconnects":0,"refused_older":0,"store":"none","written":0},"delivered":97,"dropped":3,"duplicated":0,"#
        + #""duration_s":8,"emitted":97,"faults":{"burst_loss":0,"clock_skew":0,"clock_step":0,"corrupt":0,"#
        + #""delay":0,"drift":0,"drop":3,"duplicate":0,"first":0,"mute":0,"out_of_order":0,"#
        + #""reorder":0,"stale_window":0,"swizzle":0},"forced":0,"gaps":0,"generated":100,"#
        + #""health":{"closed":0,"gapped":0,"late":0,"live":1,"mute":2,"stale":0},"in_flight":0,"merged":0,"#
        + #""offered":97,"overflow_dropped":0,"quotes_per_second":12.125,"refused":0,"seed":18446744073709551615,"#
        + #""signals":0,"skipped_ms":0,"suppressed":0,"wall_s":1.5,"withdrawn":0}"# + "\n")
  }

  @Test("The summary as text leaves out what did not happen")
  func text() throws {
    var statistics = ServiceStatistics()
    (statistics.processor.generated, statistics.processor.emitted, statistics.processor.dropped) = (1234, 1200, 34)
    statistics.processor.faults = [.drop: 34]
    statistics.healthChanges = [.late: 1500, .mute: 2, .live: 7, .closed: 1]
    (statistics.subscribers.delivered, statistics.blocked) = (1200, .microseconds(1500))
    let summary = RunSummary(
      statistics, seed: 7, duration: .seconds(60), store: "memory", trader: PaperTrader())
    #expect(
      summary.text() == """
        Seed       7
        Time       60.0 s, 20.0 quotes/s
        Quotes     generated 1,234, emitted 1,200
        Faults     drop 34; quotes lost 34
        Health     changes to late 1,500, mute 2
        Delivery   delivered 1,200, gaps 0, held back 1.5 ms
        Cache      memory, ok: written 0
        Portfolio  value 0.00, profit 0.00, signals 0

        """)
  }

  @Test("The summary says when every stream was well")
  func wellText() {
    let summary = RunSummary.simulation(
      ProcessorCounters(), health: [.live: 3, .closed: 1], seed: 7, duration: .seconds(1), wall: .seconds(1))
    #expect(
      summary.text() == """
        Seed       7
        Time       1.0 s, 0.0 quotes/s; took 1.0 s
        Quotes     generated 0, emitted 0
        Faults     none
        Health     no stream was late, stale, mute or gapped

        """)
  }

  @Test("The summary says what a gateway did, and nothing when there was none")
  func gatewaySummary() throws {
    var summary = RunSummary(
      ServiceStatistics(), seed: 7, duration: .seconds(1), store: "memory", trader: PaperTrader())
    #expect(!summary.text().contains("Gateway"))
    #expect(!(try summary.json()).contains("gateway"))
    var statistics = GatewayStatistics()
    (statistics.clients, statistics.accepted, statistics.messages, statistics.bytes) = (1, 3, 12_345, 678)
    summary.gateway = .init(statistics)
    #expect(summary.text().contains("\nGateway    clients 3, messages 12,345, bytes 678\nPortfolio  "))
    (statistics.conflated, statistics.slowClosed) = (5, 2)
    summary.gateway = .init(statistics)
    #expect(summary.text().contains("bytes 678, conflated 5, closed as slow 2\n"))
    let object = #""gateway":{"bytes":678,"clients":3,"conflated":5,"messages":12345,"slow_closed":2}"#
    #expect(try summary.json().contains(object))
  }

  @Test("A rate is that of the last two seconds")
  func rate() {
    var meter = RateMeter()
    let rates = [(0, 100), (1, 110), (2, 130), (4, 170)].map { (second: Int64, count) in
      meter.rate(of: count, at: Self.start + .seconds(second))
    }
    #expect(rates == [0, 10, 15, 20])
  }

  @Test("The gateway's line has its rate of messages")
  func gatewayLine() {
    var sampler = DashboardSampler(MarketDataConfig(), start: Self.start)
    var statistics = GatewayStatistics()
    (statistics.clients, statistics.accepted) = (2, 5)
    _ = sampler.sample(statistics, of: "ws://h:1", at: Self.start)
    statistics.messages = 300
    let line = sampler.sample(statistics, of: "ws://h:1", at: Self.start + .seconds(1))
    #expect(line == .init(address: "ws://h:1", clients: 2, messages: 300, perSecond: 300))
  }
}
