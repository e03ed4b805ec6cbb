import Logging

/// Hands what is logged to a test, which can wait for it.
struct LogRecorder: LogHandler {
  /// A line that was logged.
  struct Line: Equatable, Sendable {
    var level: Logger.Level
    var message: String
    var kind: String?
    var reason: String?
  }

  private let continuation: AsyncStream<Line>.Continuation
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// A logger, and what it logs.
  static func make() -> (Logger, AsyncStream<Line>) {
    let (lines, continuation) = AsyncStream.makeStream(of: Line.self)
    return (Logger(label: "test") { _ in LogRecorder(continuation: continuation) }, lines)
  }

  private init(continuation: AsyncStream<Line>.Continuation) { self.continuation = continuation }

  func log(event: LogEvent) {
    let text = event.metadata?.mapValues { "\($0)" } ?? [:]
    continuation.yield(
      Line(level: event.level, message: "\(event.message)", kind: text["kind"], reason: text["reason"]))
  }
}

extension Logger {
  /// A logger whose lines nobody reads.
  static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
