import MarketData
import MarketDataConfiguration
import Testing

/// Loads a text called `f.yaml`.
func load(
  _ yaml: String = "", environment: [String: String] = [:], set overrides: [String] = []
) throws(ConfigurationError) -> Configuration {
  try LoadedConfiguration(yaml: yaml, name: "f.yaml", environment: environment, overrides: overrides).configuration
}

/// The lines of the error that loading ends with; none when it succeeds.
func faults(
  _ yaml: String = "", environment: [String: String] = [:], set overrides: [String] = []
) -> [String] {
  do {
    _ = try load(yaml, environment: environment, set: overrides)
    return []
  } catch {
    return error.description.split(separator: "\n").map(String.init)
  }
}

/// An input and the one line that must be said about it.
struct BadCase: CustomTestStringConvertible, Sendable {
  let input: String
  let message: String
  init(_ input: String, _ message: String) { (self.input, self.message) = (input, message) }
  var testDescription: String { input.debugDescription }
}

let scenarios =
  "one of flat, trend_up, trend_down, volatile, jump, stale, sine, synthetic, normal_day, low_liquidity, gap_up, "
  + "gap_down, halt, news, burst"
let dayMs = "a whole number of milliseconds from 1 to 86400000"
let rangeMs = "milliseconds as [least, most] or one whole number, from 0 to 86400000"
let urls = #"redis://[[user]:password@]host[:port][/database], unix:///path/to.sock[?db=N], or "" for no Redis"#
let priceText = "a price from 0.001 to 1000000.00 with at most 9 decimals"
let tickerText = "a ticker of 1 to 32 characters from A-Z a-z 0-9 . : / _ -"
let tickersText = "at least one ticker, each of 1 to 32 characters from A-Z a-z 0-9 . : / _ -"
