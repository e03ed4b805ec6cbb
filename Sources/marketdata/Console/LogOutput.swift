import Glibc
import Logging
import MarketData

/// Where log lines go: standard error, unless a table is drawn over that very terminal.
///
/// While lines are held, the last `limit` are kept, and written when the table is gone.
final class LogOutput: Sendable {
  static let shared = LogOutput()
  private static let limit = 200

  private struct State {
    var isHolding = false
    var held: [String] = []
    var letGo = 0
  }
  private let state = Lock(State())

  /// The lines held at present, the latest last.
  var held: [String] { state.withLock { $0.held } }

  /// Keeps lines from now on.
  func hold() { state.withLock { $0.isHolding = true } }

  /// Writes what was kept, and from now on everything at once.
  func release() {
    let (lines, letGo) = state.withLock { state in
      defer { state = State() }
      return (state.held, state.letGo)
    }
    if letGo > 0 { printError("(\(letGo) earlier lines left out)") }
    for line in lines { printError(line) }
  }

  func write(_ line: String) {
    let isHeld = state.withLock { state in
      guard state.isHolding else { return false }
      if state.held.count == Self.limit {
        state.held.removeFirst()
        state.letGo += 1
      }
      state.held.append(line)
      return true
    }
    if !isHeld { printError(line) }
  }
}

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
