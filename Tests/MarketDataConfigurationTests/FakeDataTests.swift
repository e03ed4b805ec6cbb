import MarketData
import Testing

@testable import MarketDataConfiguration

/// Symbols to try clients out with, by the variables that people already use.
struct FakeDataTests {
  private let file = """
    market_data:
      symbols:
        A: {base_price: 5}
        FAKETICKER: {scenario: flat, base_price: 7}
        FAKEPACA: {on_demand: true}
    """

  private func tickers(_ environment: [String: String], set overrides: [String] = []) throws -> [String] {
    try load(file, environment: environment, set: overrides).marketData.symbols.keys.map(\.ticker).sorted()
  }

  private func fake(basePrice: Price? = nil) -> SymbolConfig {
    var config = SymbolConfig(scenario: .sine, basePrice: basePrice)
    config.onDemand = true
    return config
  }

  @Test("Fake symbols are sines on demand, besides the others")
  func list() throws {
    let symbols = try load(file, environment: ["FAKE_DATA_SYMBOLS": "X, Y"]).marketData.symbols
    #expect(symbols.count == 5)
    #expect(try symbols[Symbol("X")] == fake())
    #expect(try symbols[Symbol("Y")] == fake())
    #expect(try symbols[Symbol("A")] == SymbolConfig(basePrice: Price(nanos: 5 * Price.scale)))
  }

  @Test("Switched on without a list there is FAKETICKER, at the price that the file gives it")
  func on() throws {
    let environment = ["ENABLE_FAKE_DATA": "True"]
    #expect(try load(environment: environment).marketData.symbols == [Symbol("FAKETICKER"): fake()])
    let symbols = try load(file, environment: environment).marketData.symbols
    #expect(try symbols[Symbol("FAKETICKER")] == fake(basePrice: Price(nanos: 7 * Price.scale)))
    let named = try load(environment: ["ENABLE_FAKE_DATA": "true", "FAKE_DATA_SYMBOLS": "X"]).marketData.symbols
    #expect(try named == [Symbol("X"): fake()])
  }

  @Test("Switched off there is none, and the list is ignored, right or wrong", arguments: ["X", "A,,B"])
  func off(_ list: String) throws {
    #expect(try tickers(["ENABLE_FAKE_DATA": "false", "FAKE_DATA_SYMBOLS": list]) == ["A"])
  }

  @Test("What a higher layer says of a symbol that is switched off brings it back, with nothing of the file")
  func back() throws {
    let market = try load(
      file, environment: ["ENABLE_FAKE_DATA": "false"], set: ["market_data.symbols.FAKETICKER.on_demand=true"]
    ).marketData
    var config = SymbolConfig()
    config.onDemand = true
    #expect(try market.symbols[Symbol("FAKETICKER")] == config)
    #expect(market.symbols.count == 2)
    #expect(
      try tickers(["ENABLE_FAKE_DATA": "false"], set: ["market_data.symbols=A,FAKETICKER"]) == ["A", "FAKETICKER"])
  }

  @Test("Synthetic tickers are all there are but for the fake ones")
  func besideSynthetic() throws {
    let environment = ["USE_SYNTHETIC_DATA": "true", "SYNTHETIC_TICKERS": "S", "ENABLE_FAKE_DATA": "true"]
    let symbols = try load(file, environment: environment).marketData.symbols
    #expect(try symbols == [Symbol("S"): SymbolConfig(scenario: .synthetic), Symbol("FAKETICKER"): fake()])
  }
}
