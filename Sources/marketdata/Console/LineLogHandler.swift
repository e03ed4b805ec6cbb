import Logging
import MarketData

/// One line for each event, for people or as JSON.
struct LineLogHandler: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  let label: String
  let isJSON: Bool

  init(label: String, level: Logger.Level, isJSON: Bool) {
    (self.label, logLevel, self.isJSON) = (label, level, isJSON)
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var facts = metadata.merging(metadataProvider?.get() ?? [:]) { _, provided in provided }
    facts.merge(event.metadata ?? [:]) { _, own in own }
    if let error = event.error { facts["error"] = "\(error)" }
    LogOutput.shared.write(line(event, facts.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }))
  }

  private func line(_ event: LogEvent, _ facts: [(key: String, value: String)]) -> String {
    let time = SystemClock.shared.now.text(decimals: 3)
    guard isJSON else {
      let shown = facts.map { "\($0.key)=\(Self.shown($0.value))" }
      return (["\(time) \(event.level)", "\(event.message)"] + shown).joined(separator: " ")
    }
    let fields = [("time", time), ("level", "\(event.level)"), ("label", label), ("message", "\(event.message)")]
    return "{" + (fields + facts).map { "\(jsonText($0.0)):\(jsonText($0.1))" }.joined(separator: ",") + "}"
  }

  /// A value as it is, or in quotes when that could not be told from the next one.
  private static func shown(_ value: String) -> String {
    let isPlain = !value.isEmpty && value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0 != "=" }
    return isPlain ? value : jsonText(value)
  }
}

/// A text as a JSON string.
func jsonText(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F:
      let hex = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
