import MarketData
import Testing

@testable import MarketDataConfiguration

/// The table of settings, entry by entry.
struct SettingsTests {
  /// Texts of which every setting takes at least one.
  private static let samples = [
    "flat", "mock", "true", "false", "777", "7", "77777", "0.5", "3-9", "conflate", "redis://example", "debug", "json",
    "alpaca", "KEY:SECRET", "nyse", "replay", "recycler", "single_pass", "2024-01-16",
  ]

  /// Settings whose values must be files, or trees; tests of their own set them.
  private static let others: Set = [
    "gateway.credentials_file", "gateway.tls_certificate", "gateway.tls_key", "market_data.scenarios_path",
    "market_data.faults.timeline",
  ]

  private func sample(for setting: Setting) -> String? {
    Self.samples.first { text in setting.yaml(Configuration(), nil) != text && setting.read(.text(text)) != nil }
      ?? Self.samples.first { setting.read(.text($0)) != nil }
  }

  @Test(
    "Every setting can be set by file, variable and flag, to the same effect",
    arguments: Settings.all.map(\.pattern).filter { !others.contains($0) })
  func reachable(_ pattern: String) throws {
    let setting = try #require(Settings.setting(pattern))
    let text = try #require(sample(for: setting))
    let ticker = setting.isParticular ? "TKR" : nil
    let key = Settings.key(pattern, ticker)
    let flag = try load(set: ["\(key)=\(text)"])
    let variable = try load(environment: [EnvironmentReader.name(of: key): text])
    let sections = key.split(separator: ".")
    let file = sections.indices.map { String(repeating: "  ", count: $0) + sections[$0] + ":" }.joined(separator: "\n")
    #expect(flag == variable)
    #expect(try flag == load("\(file) \(text)\n"))
    #expect(flag != Configuration())
    guard pattern != Setting.symbolsKey else { return }
    let read = try #require(setting.yaml(flag, try ticker.map { (ticker) throws(SymbolError) in try Symbol(ticker) }))
    #expect(try flag == load(set: ["\(key)=\(read.hasPrefix("[") || read.hasPrefix("\"") ? text : read)"]))
  }

  @Test("Every default is the value of the configuration that nobody set")
  func defaults() throws {
    let all = try Settings.all.filter { !$0.isParticular && $0.pattern != Setting.symbolsKey }
      .map { "\($0.pattern)=\(try #require($0.yaml(Configuration(), nil)))" }
    let plain = all.filter { !$0.contains("\"") && !$0.contains("[") }
    #expect(try load(set: plain) == Configuration())
    #expect(all.count - plain.count == 21)
  }

  @Test("A setting's pattern is its address, its variable and its place in the sections")
  func addresses() {
    for setting in Settings.all {
      let ticker = setting.isParticular ? "BRK.B" : nil
      let key = Settings.key(setting.pattern, ticker)
      #expect(Settings.address(key)?.key == key)
      let variable = EnvironmentReader.name(of: key).dropFirst(EnvironmentReader.prefix.count)
      #expect(Settings.address(String(variable).replacing("__", with: "."), ignoringCase: true)?.key == key)
      #expect(!Settings.sections.contains(setting.pattern) || setting.pattern == Setting.symbolsKey)
    }
  }

  @Test(
    "The nearest name is suggested, and none that is far",
    arguments: [
      ("sede", "seed"), ("prise", "base_price"), ("interval", "tick_interval_ms"), ("sceanrio", "scenario"),
      ("xyz", nil),
      ("", nil), ("gateway", nil), (String(repeating: "seed", count: 100), nil),
    ])
  func suggestions(_ text: String, _ name: String?) {
    #expect(nearest(text, in: ["seed", "scenario", "base_price", "tick_interval_ms"]) == name)
  }

  @Test(
    "The distance of two texts is the number of edits",
    arguments: [
      ("", "", 0), ("a", "", 1), ("", "abc", 3), ("kitten", "sitting", 3), ("seed", "seed", 0), ("ab", "ba", 2),
    ])
  func distance(_ a: String, _ b: String, _ edits: Int) {
    #expect(MarketDataConfiguration.edits(Array(a.utf8), Array(b.utf8)) == edits)
  }
}
