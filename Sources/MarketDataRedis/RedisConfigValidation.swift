public import MarketData

/// The rules of values that only Redis has.
package enum RedisRules {
  /// `redis.url`. A password in it is not shown.
  package static let url = ValueRule<String>(
    RedisURLText.expected, allows: RedisURLText.isValid, text: { "\"\(RedisURLText.masked($0))\"" })
  /// `redis.key_prefix`.
  package static let keyPrefix = ValueRule.visibleText(upTo: 128)
}

extension RedisConfig {
  /// Everything that is wrong with this configuration, under the full keys of the configuration file; empty: nothing.
  /// No password is shown.
  public func validate() -> [ConfigProblem] {
    var check = ConfigCheck(section: "redis")
    check("url", url, RedisRules.url)
    check("key_prefix", keyPrefix, RedisRules.keyPrefix)
    check("connect_timeout_ms", connectTimeout, ConfigRules.duration)
    check("command_timeout_ms", commandTimeout, ConfigRules.duration)
    check("backoff_initial_ms", backoffInitial, ConfigRules.duration)
    check("backoff_max_ms", backoffMax, ConfigRules.duration)
    let longest = ValueRule<Duration>(
      "at least redis.backoff_initial_ms, which is \(ConfigRules.duration.text(backoffInitial))",
      allows: { $0 >= backoffInitial }, text: ConfigRules.duration.text)
    if check.problems.isEmpty { check("backoff_max_ms", backoffMax, longest) }
    return check.problems
  }
}
