import MarketDataRedis

/// A text for an error. Any text may be a URL with a password that landed in the wrong place.
func harmless(_ text: String, limit: Int = 64) -> String {
  visible(text.contains("@") || text.contains("://") ? RedisURLText.masked(text) : text, limit: limit)
}

/// A text on one line, cut off where it gets long, with what cannot be seen as `\u{…}`.
func visible(_ text: String, limit: Int = 64) -> String {
  var result = ""
  for scalar in text.unicodeScalars.prefix(limit) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      result += scalar == "\n" ? "\\n" : "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + (text.unicodeScalars.count > limit ? "…" : "")
}

/// A finite decimal number; `Double` itself would also read `nan`, `inf` and hexadecimal.
@Sendable func number(_ text: String) -> Double? {
  text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) } ? Double(text).flatMap { $0.isFinite ? $0 : nil } : nil
}

/// The text without spaces and tabs around it.
func trimmed(_ text: some StringProtocol) -> String {
  let start = text.drop { $0 == " " || $0 == "\t" }
  return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
}

/// The text between double quotes, in ASCII, as every YAML reader takes it.
@Sendable func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case " "..."~": result.unicodeScalars.append(scalar)
    default:
      let hex = String(scalar.value, radix: 16, uppercase: true)
      result += "\\U" + String(repeating: "0", count: 8 - hex.count) + hex
    }
  }
  return result + "\""
}
