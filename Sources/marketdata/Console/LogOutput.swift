import Dispatch
import MarketData

/// Where log lines go: standard error, unless a table is drawn over that very terminal.
///
/// Lines are written by a queue of its own, so that a reader who does not read makes nobody wait. Of the lines that
/// wait to be written, and of those held while there is a table, the last `limit` are kept.
final class LogOutput: Sendable {
  static let shared = LogOutput()
  private static let limit = 1000

  private struct State {
    var isHolding = false
    var isWriting = false
    var lines: [String] = []
    var letGo = 0
  }
  private let state = Lock(State())
  private let queue = DispatchQueue(label: "marketdata.log")

  /// The last lines held at present, the latest last.
  func held(last count: Int) -> [String] { state.withLock { $0.isHolding ? Array($0.lines.suffix(count)) : [] } }

  /// Keeps lines from now on.
  func hold() { state.withLock { $0.isHolding = true } }

  /// Writes what was kept, and from now on everything at once.
  func release() {
    state.withLock { $0.isHolding = false }
    wake()
  }

  /// Waits until everything is written.
  func flush() async {
    await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
  }

  func write(_ line: String) {
    state.withLock { state in
      if state.lines.count == Self.limit {
        state.lines.removeFirst()
        state.letGo += 1
      }
      state.lines.append(line)
    }
    wake()
  }

  private func wake() {
    let isNeeded = state.withLock { state in
      guard !state.isHolding, !state.isWriting else { return false }
      state.isWriting = true
      return true
    }
    if isNeeded { queue.async { self.drain() } }
  }

  private func drain() {
    while let (lines, letGo) = take() {
      if letGo > 0 { printError("(\(letGo) earlier lines left out)") }
      for line in lines { printError(line) }
    }
  }

  /// What is to be written now; nil: nothing, and the queue rests.
  private func take() -> (lines: [String], letGo: Int)? {
    state.withLock { state in
      guard !state.isHolding, !state.lines.isEmpty else {
        state.isWriting = false
        return nil
      }
      defer { (state.lines, state.letGo) = ([], 0) }
      return (state.lines, state.letGo)
    }
  }
}
