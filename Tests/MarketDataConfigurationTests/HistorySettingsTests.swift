import MarketData
import MarketDataHistory
import Testing

@testable import MarketDataConfiguration

/// The keys of history and its replay, as their users write them.
@Suite("Settings of history")
struct HistorySettingsTests {
  @Test("A recycler's file says what is replayed, and how")
  func file() throws {
    let configuration = try load(
      """
      websocket: { mode: recycler }
      history: { path: data/market.db }
      recycler:
        replay_mode: date_range
        replay_speed: 10
        date_range: { start: 2024-03-08, end: 2024-03-10 }
        symbols: [AAPL, MSFT]
        loop_count: 3
        restamp: false
        data_retention: { recycled_data_days: 30, auto_cleanup: true }
      """)
    #expect(configuration.source == .replay)
    #expect(configuration.history.path == "data/market.db")
    // Midnight in New York before and after the day on which clocks go forward.
    let days = try Timestamp("2024-03-08T05:00:00Z")..<Timestamp("2024-03-11T04:00:00Z")
    var plan = ReplayPlan(mode: .dateRange, range: days, loopCount: 3, speed: 10)
    plan.timestamps = .recorded
    #expect(configuration.recycler.plan == plan)
    #expect(try configuration.recycler.selection() == StoreSelection(symbols: [Symbol("AAPL"), Symbol("MSFT")]))
    #expect(configuration.recycler.retentionDays == 30)
    #expect(configuration.recycler.cleansUp)
  }

  @Test("Without a word, history is replayed for ever, as fast as it was, as if it were now")
  func usual() throws {
    let configuration = try load("market_data: { source: replay }")
    var plan = ReplayPlan(mode: .loop)
    plan.timestamps = .restamped
    #expect(configuration.recycler.plan == plan)
    #expect(configuration.source == .replay)
    #expect(try load("{}").source == .mock)
  }

  @Test("Unpaced, the plan keeps the speed of history, and nobody waits for it")
  func unpaced() throws {
    let recycler = try load(set: ["recycler.replay_speed=0"]).recycler
    #expect(recycler.pace == .unpaced)
    #expect(recycler.plan.speed == 1)
  }

  @Test(
    "What cannot be replayed is refused",
    arguments: [
      BadCase("recycler.replay_speed=1001", #"expected 0 (unpaced) or a number from 0.1 to 1000, found 1001"#),
      BadCase("recycler.replay_speed=0.05", #"expected 0 (unpaced) or a number from 0.1 to 1000, found 0.05"#),
      BadCase(
        "recycler.date_range.start=2024-02-30",
        #"expected a day such as 2024-01-16, or a time such as 2024-01-16T14:30:00Z, found 2024-02-30"#),
      BadCase("recycler.loop_count=-1", #"expected a whole number from 0 to 1000000000, found -1"#),
      BadCase(
        "recycler.symbols=A B", "expected tickers, each of 1 to 32 characters from A-Z a-z 0-9 . : / _ -, found \"A B\""
      ),
      BadCase("websocket.mode=live", #"expected one of mock, recycler, found "live""#),
      BadCase(
        "history.path=", #"expected the path of a file, of at most 1024 characters, none of them invisible, found """#),
    ])
  func refused(_ bad: BadCase) {
    let key = bad.input.prefix { $0 != "=" }
    #expect(faults(set: [bad.input]) == ["--set \(bad.input): \(key): \(bad.message)"])
  }

  @Test(
    "What contradicts itself is refused",
    arguments: [
      (
        ["market_data.source=replay", "websocket.mode=mock"],
        "--set websocket.mode=mock: websocket.mode: expected recycler, as market_data.source is replay, found mock"
      ),
      (
        ["recycler.date_range.start=2024-01-17", "recycler.date_range.end=2024-01-16"],
        "--set recycler.date_range.end=2024-01-16: recycler.date_range.end: expected a time after 2024-01-17, "
          + "found 2024-01-16"
      ),
      (
        ["recycler.replay_mode=date_range"],
        "recycler.date_range.start: expected a start or an end, with replay_mode date_range, found neither"
      ),
    ])
  func contradictions(_ overrides: [String], _ message: String) {
    #expect(faults(set: overrides) == [message])
  }
}
