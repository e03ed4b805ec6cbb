import MarketData

/// Reads `--set key=value` flags into a draft, in order: the last of a key wins.
enum OverrideReader {
  static func read(_ overrides: [String], into draft: inout Draft) {
    for override in overrides {
      guard let sign = override.firstIndex(of: "=") else {
        let missing = ConfigProblem("", expected: "key=value", found: "no \"=\"")
        draft.report(.flag(harmless(override)), missing)
        continue
      }
      assign(String(override[..<sign]), String(override[override.index(after: sign)...]), &draft)
    }
  }

  private static func assign(_ key: String, _ value: String, _ draft: inout Draft) {
    guard let address = Settings.address(key) else {
      // The value stays unsaid: a mistyped key may have been meant for a password.
      let near = Settings.suggestion(for: key).map { "did you mean \"\($0)\"?" }
      let hint = near ?? "marketdata config show lists the keys"
      return draft.report(.flag("\(harmless(key, limit: 128))=…"), .unknown(key, found: key, hint: hint))
    }
    let raw = RawValue.text(value)
    let shown = address.setting.mask.map { visible($0(value)) } ?? harmless(value)
    draft.assign(address, raw, layer: .flags, origin: .flag("\(visible(key, limit: 128))=\(shown)"))
  }
}
