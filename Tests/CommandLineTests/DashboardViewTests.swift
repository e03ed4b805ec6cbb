import MarketData
import Testing

@testable import marketdata

@Suite("The live table as lines of text")
struct DashboardViewTests {
  private static let time = Timestamp(milliseconds: 1_705_329_062_000)

  private static func state() throws -> DashboardState {
    var state = DashboardState()
    state.title = .init(seed: 42, symbolCount: 3, elapsed: .seconds(65), duration: .seconds(300))
    state.rows = [
      row("AAPL", "trend_up", "185.43", samples: [1, 2, 3, 4, 5, 6, 7, 8], direction: 1, change: 0.0123),
      row("BRK.B", "volatile", "410.00", samples: [4, 2, 3, 1], direction: -1, change: -0.5),
      row("KO", "stale", "60.00", samples: [5, 5, 5], age: .seconds(125), isStale: true),
    ]
    state.signals = [
      signal(.sell, try Symbol("BRK.B"), "410.00", "fast average fell below slow"),
      signal(.buy, try Symbol("AAPL"), "185.40", "fast average rose above slow"),
    ]
    state.portfolio = .init(
      value: Money(nanos: -22_457_000_000_000), profit: Money(nanos: 3_000_000_000), positions: 2, signalCount: 2)
    state.counters = .init(
      emitted: 12_345, perSecond: 22.6, gaps: 1, inFlight: 4, blocked: .milliseconds(120),
      faults: [.init(kind: .drop, count: 17), .init(kind: .corrupt, count: 0), .init(kind: .delay, count: 1_234)])
    state.cache = .init(place: "redis://127.0.0.1:6379/0", statistics: .degraded, refusedOlder: 2)
    state.logs = ["2024-01-15T14:30:00.000Z info market started"]
    return state
  }

  private static func row(
    _ ticker: String, _ scenario: String, _ price: String, samples: [Double], direction: Int = 0, change: Double = 0,
    age: Duration = .milliseconds(340), isStale: Bool = false
  ) -> DashboardState.Row {
    let price = try? Price(price)
    let half = Price(nanos: 20_000_000)
    return .init(
      ticker: ticker, scenario: scenario, price: price, bid: price.map { $0 - half }, ask: price.map { $0 + half },
      samples: samples, direction: direction, change: change, age: age, isStale: isStale)
  }

  private static func signal(_ action: Signal.Action, _ symbol: Symbol, _ price: String, _ reason: String) -> Signal {
    Signal(action, symbol, at: (try? Price(price)) ?? .zero, time: time, reason: reason)
  }

  private func lines(_ width: Int, _ height: Int, colour: Bool = false) throws -> [String] {
    DashboardView.render(try Self.state(), width: width, height: height, colour: colour).map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  @Test("On a wide terminal everything is there")
  func wide() throws {
    #expect(
      try lines(120, 30) == [
        "marketdata  seed 42  3 symbols  1m5s of 5m" + String(repeating: " ", count: 64) + "Ctrl-C to stop",
        "",
        "SYMBOL  SCENARIO      PRICE  TREND                               BID      ASK    AGE  STATE    CHANGE",
        "AAPL    trend_up   185.43 ▲                        ▁▂▃▄▅▆▇█   185.41   185.45   0.3s  live     +1.23%",
        "BRK.B   volatile   410.00 ▼                            █▃▆▁   409.98   410.02   0.3s  live    -50.00%",
        "KO      stale       60.00                               ▄▄▄    59.98    60.02   2m5s  STALE    +0.00%",
        "",
        "SIGNALS  2",
        "14:31:02  SELL  BRK.B  at 410.00  fast average fell below slow",
        "14:31:02  BUY   AAPL   at 185.40  fast average rose above slow",
        "",
        "PORTFOLIO  value -22,457.00  profit +3.00  2 open",
        "QUOTES     12,345  23/s  gaps 1  in flight 4  held back 120 ms",
        "FAULTS     drop 17  delay 1,234",
        "CACHE      DEGRADED  written 7  merged 8  refused 2  redis://127.0.0.1:6379/0",
        "2024-01-15T14:30:00.000Z info market started",
      ])
  }

  @Test(
    "The state of a symbol is how its stream is judged, each in its colour",
    arguments: [
      (.live, "32"), (.late, "33"), (.stale, "33"), (.gapped, "33"), (.mute, "31"), (.closed, "2"),
    ] as [(StreamHealth, String)])
  func health(state: StreamHealth, colour: String) throws {
    var row = Self.row("AAPL", "flat", "185.43", samples: [])
    row.health = state
    let lines = SymbolTableView.lines([row], more: 0, width: 120, height: 3)
    #expect(lines[1].text(width: 120, colour: true).contains("\u{1B}[\(colour)m\(state.rawValue)"))
    row.isIdle = true
    #expect(
      !SymbolTableView.lines([row], more: 0, width: 120, height: 3)[1].text(width: 120, colour: false).contains(
        state.rawValue))
  }

  @Test("On a narrow terminal columns are dropped from the right, and nothing is wider than it")
  func narrow() throws {
    #expect(
      try lines(60, 14) == [
        "marketdata  seed 42  3 symbols  1m5s of 5m    Ctrl-C to stop",
        "",
        "SYMBOL  SCENARIO      PRICE  TREND              BID      ASK",
        "AAPL    trend_up   185.43 ▲       ▁▂▃▄▅▆▇█   185.41   185.45",
        "BRK.B   volatile   410.00 ▼           █▃▆▁   409.98   410.02",
        "KO      stale       60.00              ▄▄▄    59.98    60.02",
        "",
        "PORTFOLIO  value -22,457.00  profit +3.00  2 open",
        "QUOTES     12,345  23/s  gaps 1  in flight 4  held back 120",
        "FAULTS     drop 17  delay 1,234",
        "CACHE      DEGRADED  written 7  merged 8  refused 2  redis:/",
      ])
  }

  @Test("On a short terminal rows are cut, and it says how many")
  func short() throws {
    var state = try Self.state()
    state.rows += (1...9).map { Self.row("S\($0)", "flat", "1.00", samples: []) }
    state.moreSymbols = 100
    let lines = DashboardView.render(state, width: 30, height: 12, colour: false)
    #expect(lines.count == 12)
    #expect(lines[2...6].map { String($0.prefix(6)) } == ["SYMBOL", "AAPL  ", "BRK.B ", "KO    ", "… and "])
    #expect(lines[6] == "… and 109 more")
  }

  @Test("With colours, up is green, down is red, stale is yellow")
  func colours() throws {
    let lines = try lines(40, 14, colour: true)
    #expect(lines[0].hasPrefix("\u{1B}[1;36mmarketdata\u{1B}[0m  seed 42"))
    #expect(lines[3].contains("\u{1B}[32m 185.43 ▲\u{1B}[0m"))
    #expect(lines[4].contains("\u{1B}[31m 410.00 ▼\u{1B}[0m"))
    #expect(try self.lines(120, 30, colour: true)[5].contains("\u{1B}[33mSTALE\u{1B}[0m"))
  }

  @Test("Before the first quote, and with no signal, fault or position, it says so")
  func empty() throws {
    var state = DashboardState()
    state.rows = [.init(ticker: "AAPL", scenario: "flat")]
    state.title.isStopping = true
    let lines = DashboardView.render(state, width: 100, height: 30, colour: false)
    #expect(lines[0].hasSuffix("stopping…"))
    #expect(lines[3].split(separator: " ") == ["AAPL", "flat", "-", "-", "-", "-", "none", "-"])
    #expect(lines.contains("SIGNALS  0"))
    #expect(lines.contains("none yet"))
    #expect(lines.contains("PORTFOLIO  value 0.00  profit 0.00  0 open"))
    #expect(lines.contains("FAULTS     none"))
    #expect(lines.contains("CACHE      ok  written 0  merged 0  refused 0  memory"))
    #expect(lines.allSatisfy { !$0.hasPrefix("GATEWAY") })
  }

  @Test("The gateway has a line: its clients, messages and address", arguments: [(0, "0 clients"), (1, "1 client")])
  func gateway(clients: Int, text: String) throws {
    var state = try Self.state()
    state.gateway = .init(address: "ws://127.0.0.1:8765", clients: clients, messages: 12_345, perSecond: 99.6)
    let lines = DashboardView.render(state, width: 100, height: 30, colour: false)
    let place = try #require(lines.firstIndex { $0.hasPrefix("CACHE") })
    let line = "GATEWAY    \(text)  messages 12,345  100/s  ws://127.0.0.1:8765"
    #expect(lines[place + 1].hasPrefix(line))
  }

  @Test("No line is wider, and there are no more lines, than any terminal has", arguments: 0...40)
  func bounds(height: Int) throws {
    for width in [0, 1, 7, 20, 43, 79, 80, 81, 200] {
      let lines = DashboardView.render(try Self.state(), width: width, height: height, colour: false)
      #expect(lines.count <= height)
      #expect(lines.allSatisfy { $0.count <= width })
    }
  }
}

extension CacheStatistics {
  fileprivate static var degraded: CacheStatistics {
    var statistics = CacheStatistics()
    (statistics.written, statistics.merged, statistics.health) = (7, 8, .degraded)
    return statistics
  }
}
