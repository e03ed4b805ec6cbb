import MarketData
import MarketDataConfiguration
import Testing

/// Which layer wins, and what a symbol's faults start from.
struct LayerTests {
  private let variable = "MARKETDATA_MARKET_DATA__SEED"

  @Test("Flags override the environment, the environment an alias, an alias the file, the file the default")
  func precedence() throws {
    let file = "market_data: {seed: 1}"
    let alias = ["SYNTHETIC_SEED": "2"]
    let both = ["SYNTHETIC_SEED": "2", variable: "3"]
    #expect(try load().marketData.seed == 42)
    #expect(try load(file).marketData.seed == 1)
    #expect(try load(file, environment: alias).marketData.seed == 2)
    #expect(try load(file, environment: both).marketData.seed == 3)
    #expect(try load(file, environment: both, set: ["market_data.seed=4"]).marketData.seed == 4)
    #expect(try load(set: ["market_data.seed=4", "market_data.seed=5"]).marketData.seed == 5)
  }

  @Test("A bad value is a fault even where a better one overrides it")
  func badAndOverridden() {
    let message =
      #"environment \#(variable): market_data.seed: expected a whole number from 0 to 18446744073709551615, found "x""#
    #expect(faults(environment: [variable: "x"], set: ["market_data.seed=4"]) == [message])
  }

  @Test(
    "A symbol's faults start from everybody's as they are in the end, whatever the order",
    arguments: [
      "market_data: {symbols: {A: {faults: {drop_probability: 0.5}}}, faults: {enabled: true, delay_probability: 0.25}}",
      "market_data: {faults: {delay_probability: 0.25, enabled: true}, symbols: {A: {faults: {drop_probability: 0.5}}}}",
    ])
  func symbolFaults(_ yaml: String) throws {
    let market = try load(yaml, set: ["market_data.faults.reorder_probability=1"]).marketData
    var expected = FaultConfig()
    expected.enabled = true
    (expected.delayProbability, expected.reorderProbability) = (0.25, 1)
    #expect(market.faults == expected)
    expected.dropProbability = 0.5
    #expect(try market.symbols[Symbol("A")]?.faults == expected)
  }

  @Test("A symbol without faults of its own has none")
  func noSymbolFaults() throws {
    let symbols = try load("market_data: {symbols: {A: {faults: {}}, B: }}").marketData.symbols
    #expect(try symbols == [Symbol("A"): SymbolConfig(), Symbol("B"): SymbolConfig()])
  }

  @Test("A list of symbols sets aside what lower layers say of others; a map and single keys add")
  func symbolList() throws {
    let file = "market_data: {symbols: {A: {base_price: 5}, B: {base_price: 6}}}"
    let list = ["market_data.symbols=B, C", "market_data.symbols.D.scenario=flat"]
    let five = SymbolConfig(basePrice: Price(nanos: 5 * Price.scale))
    let six = SymbolConfig(basePrice: Price(nanos: 6 * Price.scale))
    let flat = SymbolConfig(scenario: .flat)
    let chosen = try load(file, set: list).marketData.symbols
    #expect(try chosen == [Symbol("B"): six, Symbol("C"): SymbolConfig(), Symbol("D"): flat])
    let added = try load(file, set: ["market_data.symbols.D.scenario=flat"]).marketData.symbols
    #expect(try added == [Symbol("A"): five, Symbol("B"): six, Symbol("D"): flat])
    let twice = try load(file, set: ["market_data.symbols=A,C", "market_data.symbols=B"]).marketData.symbols
    #expect(try twice == [Symbol("B"): six])
    let environment = ["MARKETDATA_MARKET_DATA__SYMBOLS": "A"]
    #expect(try load(file, environment: environment).marketData.symbols == [Symbol("A"): five])
  }

  @Test(
    "A variable finds the configured ticker whatever its case, otherwise keeps its own",
    arguments: [
      ("aapl", "AAPL"), ("AAPL", "AAPL"), ("BRK__B", "brk.b"), ("msft", "msft"), ("Dup", "Dup"),
    ])
  func tickerCase(_ written: String, _ meant: String) throws {
    let file = "market_data: {symbols: [AAPL, brk.b, DUP, dup]}"
    let name = "MARKETDATA_MARKET_DATA__SYMBOLS__\(written)__FAULTS__DROP_PROBABILITY"
    let symbols = try load(file, environment: [name: "1"]).marketData.symbols
    #expect(symbols.filter { $0.value.faults?.dropProbability == 1 }.map(\.key.ticker) == [meant])
  }

  @Test(
    "A range is two numbers or one, in a list or a text",
    arguments: [
      ("[50, 500]", 50...500), ("50-500", 50...500), ("'50,500'", 50...500), ("[7]", 7...7), ("7", 7...7), ("0", 0...0),
    ])
  func ranges(_ written: String, _ range: ClosedRange<Int>) throws {
    #expect(try load("market_data: {faults: {delay_ms_range: \(written)}}").marketData.faults.delayMsRange == range)
  }

  @Test(
    "Speed 1 is real time, 0 unpaced, anything else scaled",
    arguments: [
      ("1", Pace.realTime), ("1.0", .realTime), ("0", .unpaced), ("2.5", .scaled(2.5)), ("1000", .scaled(1000)),
    ])
  func speed(_ written: String, _ pace: Pace) throws {
    #expect(try load(set: ["market_data.speed=\(written)"]).marketData.pace == pace)
  }
}
