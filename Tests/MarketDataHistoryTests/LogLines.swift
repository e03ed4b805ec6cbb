import Logging
import MarketData

/// Lines as they were logged: level, message, and metadata by key.
struct LogLines: LogHandler {
  let lines: Lock<[String]>
  var all: [String] { lines.withLock { $0 } }
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  static func make() -> (Logger, LogLines) {
    let handler = LogLines(lines: Lock([]))
    return (Logger(label: "test") { _ in handler }, handler)
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let pairs = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    lines.withLock { $0.append("\(event.level) \(event.message) [\(pairs.joined(separator: ", "))]") }
  }
}

extension Logger {
  /// A logger whose lines nobody reads.
  static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
