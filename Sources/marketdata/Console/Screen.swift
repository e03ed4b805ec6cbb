import Dispatch
import Glibc
import MarketData

/// A terminal's alternate screen, redrawn in place.
///
/// Frames are written by a queue of its own; while one is on its way others are left out, so that a slow terminal
/// slows nobody.
final class Screen: Sendable {
  private struct State {
    var isEntered = false
    var isBusy = false
    /// The terminal's modes as they were; nil when it is none.
    var modes: termios?
  }
  private let state = Lock(State())
  private let queue = DispatchQueue(label: "marketdata.screen")
  private let descriptor: Int32

  /// Alternate screen, no cursor, no wrapping of lines that are too long.
  private static let entering = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"
  private static let leaving = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

  /// Shown all at once by terminals that know mode 2026; others ignore it.
  private static let beginFrame = "\u{1B}[?2026h\u{1B}[H"
  private static let endFrame = "\u{1B}[J\u{1B}[?2026l"

  /// The screen of a terminal; it is not touched yet.
  init(descriptor: Int32 = STDOUT_FILENO) { self.descriptor = descriptor }

  /// The size in characters, at present.
  var size: (width: Int, height: Int) { Terminal.size(of: descriptor) }

  /// Takes over the terminal.
  func enter() {
    let isNew = state.withLock { state in
      guard !state.isEntered else { return false }
      state.isEntered = true
      state.modes = keepOutput()
      return true
    }
    if isNew { write(Self.entering) }
  }

  /// Draws lines from the top of the screen, or leaves them out when the frame before is still on its way.
  func draw(_ lines: [String]) {
    let isFree = state.withLock { state in
      guard state.isEntered, !state.isBusy else { return false }
      state.isBusy = true
      return true
    }
    guard isFree else { return }
    queue.async { [self] in
      if state.withLock({ $0.isEntered }) {
        // Each line is erased before it is written: erasing after a full one would take its last character.
        write(Self.beginFrame + lines.map { "\u{1B}[K" + $0 }.joined(separator: "\r\n") + Self.endFrame)
      }
      state.withLock { $0.isBusy = false }
    }
  }

  /// Gives the terminal back as it was, after the last frame.
  func leave() async {
    await withCheckedContinuation { continuation in
      queue.async { [self] in
        if wasEntered() { write(Self.leaving) }
        continuation.resume()
      }
    }
  }

  /// Gives the terminal back without waiting for it: a terminal that is held takes nothing.
  func leaveAtOnce() {
    var target = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    if wasEntered(), poll(&target, 1, 0) == 1 { write(Self.leaving) }
  }

  private func wasEntered() -> Bool {
    state.withLock { state in
      if var modes = state.modes { tcsetattr(descriptor, TCSANOW, &modes) }
      defer { (state.isEntered, state.modes) = (false, nil) }
      return state.isEntered
    }
  }

  /// Keeps the terminal from throwing away, at Ctrl-C, output that it has not shown yet: that may be the very words
  /// that give it back.
  ///
  /// - Returns: Its modes before.
  private func keepOutput() -> termios? {
    var modes = termios()
    guard tcgetattr(descriptor, &modes) == 0 else { return nil }
    var changed = modes
    changed.c_lflag |= tcflag_t(NOFLSH)
    tcsetattr(descriptor, TCSANOW, &changed)
    return modes
  }

  private func write(_ text: String) { writeAll(Array(text.utf8), to: descriptor) }
}
