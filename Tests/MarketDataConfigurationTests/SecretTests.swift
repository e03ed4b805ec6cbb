import MarketDataRedis
import Testing

@testable import MarketDataConfiguration

/// A password is shown nowhere.
struct SecretTests {
  @Test(
    "No error shows a password, wherever it was put",
    arguments: [
      "redis://:hunter2@", "redis://user:hunter2@h:0", "redis://:hunter2", "redis:/:hunter2@h", "redis://h:hunter2",
      "http://u:hunter2@h", ":hunter2@h", "redis://a@hunter2@h:x", "redis://h/0?password=hunter2", "redis:hunter2",
    ])
  func errors(_ url: String) {
    let key = "MARKETDATA_REDIS__URL"
    let all =
      faults("redis: {url: '\(url)'}") + faults("redis: '\(url)'") + faults("redis: {urll: '\(url)'}")
      + faults(environment: ["REDIS_URL": url]) + faults(environment: [key: url])
      + faults(environment: ["\(key)L": url]) + faults(set: ["redis.url=\(url)"]) + faults(set: ["redis.urll=\(url)"])
    #expect(all.count == 8)
    #expect(all.allSatisfy { !$0.contains("hunter2") })
  }

  @Test("A URL in another key's place is masked too", arguments: ["seed", "default_base_price", "overflow", "symbols"])
  func elsewhere(_ key: String) {
    let lines = faults(set: ["market_data.\(key)=redis://:hunter2@h"])
    #expect(lines.count == 1)
    #expect(lines.allSatisfy { $0.contains("redis://***@h") && !$0.contains("hunter2") })
  }

  @Test("The effective configuration masks the password, and does not load with the mask in its place")
  func listing() throws {
    let loaded = try LoadedConfiguration(file: nil, overrides: ["redis.url=redis://:hunter2@h/1"])
    #expect(loaded.configuration.redis.url == "redis://:hunter2@h/1")
    #expect(!loaded.yaml.contains("hunter2"))
    #expect(loaded.yaml.contains(#"  url: "redis://***@h/1"  # --set redis.url=redis://***@h/1"#))
    #expect(faults(loaded.yaml).map { $0.hasSuffix(#"found "redis://***@h/1""#) } == [true])
  }

  @Test(
    "Redis URLs are masked as far as they must be",
    arguments: [
      ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"), ("redis://u:p@[::1]:1/2", "redis://***@[::1]:1/2"),
      ("unix:///run/r.sock?db=1", "unix:///run/r.sock?db=1"), ("", ""), ("redis://h:x", "redis://h…"),
    ])
  func masks(_ url: String, _ shown: String) { #expect(RedisURLText.masked(url) == shown) }

  @Test(
    "These are Redis URLs",
    arguments: [
      "", "redis://h", "redis://h/", "redis://h:1", "redis://h:65535/15", "redis://:p@h",
      "redis://u:p%40@h.example:1/2",
      "redis://[::1]", "redis://[fe80::1]:6379/0", "unix:///s", "unix:///s?db=3", "redis://redis_1:6379",
    ])
  func good(_ url: String) { #expect(RedisURLText.isValid(url)) }

  @Test(
    "These are not",
    arguments: [
      "h", "redis://", "redis://h:", "redis://h:0", "redis://h:65536", "redis://h/x", "redis://h/1/2", "redis://u@h",
      "redis://[::1", "redis://[]", "redis:// h", "redis://h\n", "unix://", "unix://s", "unix:///s?db=",
      "unix:///s?x=1", "rediss://h",
    ])
  func bad(_ url: String) { #expect(!RedisURLText.isValid(url)) }
}
