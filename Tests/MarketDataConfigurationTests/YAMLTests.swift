import MarketData
import Testing

@testable import MarketDataConfiguration

/// What is YAML, and what YAML must not do to a configuration.
struct YAMLTests {
  @Test(
    "Broken YAML is one fault with its place",
    arguments: [
      BadCase(
        "a: [",
        "2:1: expected valid YAML, found an error (while parsing a flow node did not find expected node content)"),
      BadCase(
        "a:\n\tb: 1",
        "2:1: expected valid YAML, found an error (while scanning for the next token found character that cannot start any "
          + "token); indent with spaces, and quote texts that start with a sign"),
      BadCase("a: b: c", "1:5: expected valid YAML, found an error (mapping values are not allowed in this context)"),
      BadCase(
        #"a: "\q""#,
        "1:5: expected valid YAML, found an error (while parsing a quoted scalar found unknown escape character)"),
      BadCase("a: *x", "1:4: expected valid YAML, found an error (found undefined alias)"),
      BadCase("a: 1\nb: \u{1}", "2:4: expected valid YAML, found an error (control characters are not allowed)"),
      BadCase(
        "a: 1\n---\nb: 2",
        "2:1: expected valid YAML, found an error (expected a single document in the stream but found another document)"
      ),
      BadCase("redis: {}\nredis: {}", #"1:1: expected each key of a section once, found "redis" more than once"#),
      BadCase(
        "redis:\n  url: ''\n  'url': ''", #"2:3: expected each key of a section once, found "url" more than once"#),
      BadCase(
        "redis: &r {}", "1:8: expected plain values, found a YAML anchor; write the value out where it is needed"),
      BadCase(
        "redis: &r {url: ''}\ncache: {<<: *r}",
        "1:8: expected plain values, found a YAML anchor; write the value out where it is needed"),
    ])
  func broken(_ bad: BadCase) { #expect(faults(bad.input) == ["f.yaml:\(bad.message)"]) }

  @Test(
    "An empty document sets nothing",
    arguments: [
      "", "\n", "# nothing\n", "---\n", "{}", "~", "market_data:\n", "market_data: {}\nredis: ~\n", "\u{FEFF}", "\r\n",
      "market_data:\n  faults:\n", "# *a* *b* *c* *d* *e* *f* *g* *h* *i* *j* & more\n",
    ])
  func empty(_ text: String) throws { #expect(try load(text) == Configuration()) }

  @Test("Aliases that would multiply are refused before they are looked through")
  func billionLaughs() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1..<30 {
      let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(items)]\n"
    }
    // As a key, so that a parser that compares keys has to go through all of it.
    let message = "f.yaml:1:5: expected plain values, found a YAML anchor; write the value out where it is needed"
    #expect(faults(text + "? *a29\n: 1\n") == [message])
  }

  @Test("Nesting ends before the stack does", arguments: ["[", "{a: ", "- ", "? "])
  func nesting(_ opening: String) throws {
    let lines = faults(String(repeating: opening, count: 100_000))
    try #require(lines.count == 1)
    let words = "(while parsing Maximum nesting level reached, set with yaml_set_max_nest_level()))"
    #expect(lines[0].hasSuffix("expected valid YAML, found an error \(words)"))
  }

  @Test("Tickers and prices are text, whatever YAML makes of them elsewhere")
  func text() throws {
    let yaml = "market_data: {symbols: {ON: , NO: {}, Y: ~, 1.0: {base_price: 150.123456789}, null: {}, 0x1F: {}}}"
    let symbols = try load(yaml).marketData.symbols
    #expect(symbols.keys.map(\.ticker).sorted() == ["0x1F", "1.0", "NO", "ON", "Y", "null"])
    #expect(symbols.values.compactMap { $0.basePrice?.description } == ["150.123456789"])
  }

  @Test("Windows line ends, tabs after values and a byte-order mark are no faults")
  func foreignText() throws {
    let configuration = try load("\u{FEFF}market_data:\r\n  seed: 7\t# seven\r\n  symbols: [AAPL]\r\n")
    #expect(configuration.marketData.seed == 7)
    #expect(configuration.marketData.symbols.count == 1)
  }
}
