import MarketData

/// The reference of the configuration, written from the table of settings.
public enum ConfigurationReference {
  /// The page `docs/configuration.md`.
  public static func markdown() -> String {
    ([introduction] + sections.map(table) + [aliases, errors]).joined(separator: "\n\n") + "\n"
  }

  private static let sections: [(title: String, prefix: String, note: String)] = [
    (
      "Market data", "market_data.",
      "Scenarios of your own come from files: see [scenarios.md](scenarios.md). The path starts from the working directory."
    ),
    (
      "Faults", "market_data.faults.",
      "Probabilities are per quote. Ranges are drawn evenly, both ends included: `[50, 500]`, or one number for both "
        + "ends; in a variable or flag also `50-500` or `50,500`.\n\n" + timelineNote
    ),
    (
      "Health", "market_data.health.",
      "How streams are judged by what comes out of the service: live, late, stale, mute, gapped or closed."
    ),
    (
      "Symbols", "\(Setting.symbolsKey).",
      """
      `market_data.symbols` is a map of tickers to their own settings, or a list of tickers. A ticker may have nothing \
      below it. Leave the key out to start without symbols. Tickers are text, whatever YAML would make of `NO` or `1.0`.

      A list, in a file, variable or flag, says which symbols there are: what lower layers say of other symbols is set \
      aside, what they say of these stays, and the last list counts. A map adds to the symbols of lower layers.

      A symbol's `faults` start from `market_data.faults` as it is in the end, wherever it is written, and override \
      only the keys they name. A symbol that names none follows `market_data.faults`.
      """
    ),
    ("Feed", "websocket.", ""),
    (
      "History", "history.",
      "History is imported, recorded and replayed: see [history.md](history.md)."
    ),
    (
      "Replay", "recycler.",
      """
      How history is replayed when `market_data.source` is `replay`. Rows are replayed of all sources but `recycled`, \
      which is what replays were recorded as.
      """
    ),
    ("Cache", "cache.", ""), ("Redis", "redis.", "A password in the URL is never shown, in no error and no listing."),
    (
      "Gateway", "gateway.",
      """
      Credentials are `any` (of any client), or a list of `KEY` or `KEY:SECRET`; in a variable or flag separated by \
      commas. A key without a secret goes with any secret; in dialects without secrets the key alone counts.

      `gateway.credentials_file` has one `KEY` or `KEY:SECRET` in a line, blank lines and `#` comments. They come in \
      besides those of the list; with `any` and a file, only those of the file come in. The file, and those of TLS, \
      are looked at when the configuration is loaded, unless `gateway.enabled` is false. Paths start from the working \
      directory.

      Credentials and `gateway.jwt_secret` are never shown, in no error and no listing.
      """
    ),
    ("Logging", "logging.", ""),
  ]

  private static let timelineNote = """
    `market_data.faults.timeline` is a list of windows. They strike while `market_data.faults.enabled` is true, and the \
    ledger calls them by their `name`. Windows of the same fault must not overlap for the same symbol. Times count from \
    the market's start.

    ```yaml
    market_data:
      faults:
        enabled: true
        timeline:
          - { from: 10s, for: 30s, symbols: [AAPL], mute: true, name: lunch }
          - { from: 1m, for: 30s, faults: { drop_probability: 0.2 } }
          - { from: 2m, drift: 0.82 }
    ```

    | key | meaning | takes |
    | --- | --- | --- |
    | `from` | when it begins; 0s if left out | \(ValueFormat.windowBegin.rule.expected) |
    | `for` | how long it lasts; for good if left out, but not with `swizzle` | \(ValueFormat.windowLength.rule.expected) |
    | `symbols` | whom it strikes; all if left out | a list of tickers |
    | `name` | what the ledger calls it | \(ConfigRules.windowName.expected) |

    and exactly one of these:

    | key | what goes wrong | takes |
    | --- | --- | --- |
    | `mute` | nothing comes, and nothing else happens | true |
    | `first` | of each symbol so many quotes come, then none | \(ConfigRules.firstQuotes.expected) |
    | `burst_loss` | losses in bursts: a line turns from good to bad and back, by chance at each quote | a section of \
    `good_to_bad`, `bad_to_good`, `loss_when_good` (0 if left out), `loss_when_bad` (1): each \
    \(ConfigRules.probability.expected) |
    | `clock_step` | timestamps are off by so much | \(ValueFormat.clockStep.rule.expected) |
    | `clock_skew_ppm` | timestamps go astray, by so many millionths of the time | \(ConfigRules.clockSkew.expected) |
    | `drift` | quotes leave at this fraction of the rate at which they are made, later and later | \
    \(ConfigRules.driftRate.expected) |
    | `swizzle` | each symbol, with this chance, falls silent for a while of its own | \
    \(ConfigRules.swizzleFraction.expected) |
    | `faults` | faults by chance, with these settings instead of those that hold otherwise; `enabled` is true, the rest \
    off, unless they say otherwise | a section of keys of `market_data.faults` |
    """

  private static func table(_ section: (title: String, prefix: String, note: String)) -> String {
    let note = section.note.isEmpty ? "" : section.note + "\n\n"
    let rows = Settings.all.filter { owner(of: $0) == section.prefix }.map(row)
    let header = "| key | meaning | takes | default |\n| --- | --- | --- | --- |\n"
    return "## \(section.title)\n\n" + note + header + rows.joined(separator: "\n")
  }

  /// The longest prefix of a section that fits.
  private static func owner(of setting: Setting) -> String? {
    sections.map(\.prefix).filter { "\(setting.pattern).".hasPrefix($0) }.max { $0.count < $1.count }
  }

  private static func row(_ setting: Setting) -> String {
    let text = setting.defaultText
    let code = text.contains("`") || text == "none" ? text : "`\(text)`"
    return "| `\(setting.pattern)` | \(setting.summary) | \(setting.expected) | \(code) |"
  }

  private static var aliases: String {
    let rows = EnvironmentAlias.all.map { "| `\($0.name)` | \($0.summary) |" }
    return """
      ## Aliases

      Variables that people already use. The `MARKETDATA_` name of the same key overrides them.

      | variable | stands for |
      | --- | --- |

      """ + rows.joined(separator: "\n")
  }
}

extension ConfigurationReference {
  private static let introduction = """
    # Configuration

    <!-- Written from the table of settings. Do not edit: change Sources/MarketDataConfiguration and run
         REGENERATE_DOCS=1 swift test --filter ConfigurationReferenceTests -->

    Every key can be set in four places. A later one overrides an earlier one:

    1. the default,
    2. the YAML file, such as `config/default.yaml`,
    3. the environment: `MARKETDATA_` and the key in upper case with `__` for each point, as in
       `MARKETDATA_MARKET_DATA__FAULTS__ENABLED=true`,
    4. the flag `--set key=value`, as in `--set market_data.faults.enabled=true`. The last of a key wins.

    In a variable's name a ticker has the case of the configured symbol that differs in case only, otherwise the case
    it is written in; `BRK.B` is `BRK__B`:
    `MARKETDATA_MARKET_DATA__SYMBOLS__BRK__B__BASE_PRICE=410.00`. In a flag it is written as it is:
    `--set market_data.symbols.BRK.B.base_price=410.00`.

    `marketdata config show` prints the effective values and where each came from; `marketdata config check` only
    judges them.
    """

  private static let errors = """
    ## Errors

    All faults are reported at once, one a line, with the place, the full key, what was expected and what was found;
    the exit code is then 78. Unknown keys are faults, and so is every unknown variable that starts with `MARKETDATA_`.

    ```
    config/default.yaml:12:5: market_data.faults.drop_probability: expected a number from 0 to 1, found 1.5
    environment MARKETDATA_MARKET_DATA__SEDE: market_data.sede: expected a known key, found \
    "MARKETDATA_MARKET_DATA__SEDE"; did you mean MARKETDATA_MARKET_DATA__SEED?
    --set market_data.seed=x: market_data.seed: expected a whole number from 0 to 18446744073709551615, found "x"
    ```

    A file is one YAML document of at most 4 MiB in UTF-8, without anchors. An empty one sets nothing.
    """
}
