import Glibc
import MarketData

/// SIGINT, SIGTERM and SIGHUP, received by the main thread, which does nothing else.
///
/// The first one asks the command to stop, if the command said that it can; otherwise, and at the second, the program
/// ends at once. The same signal again within 300 ms is the first one, sent twice: to the program and to its group.
/// SIGTSTP (Ctrl-Z) leaves the terminal tidy while the program is stopped.
final class Interrupts: Sendable {
  static let shared = Interrupts()

  private struct State {
    var action: (@Sendable (Int32) -> Void)?
    var first: Int32?
    var firstAt: Int64 = 0
    var screen: Screen?
  }
  private let state = Lock(State())

  /// Runs `body` on a task, and receives signals for ever.
  ///
  /// Called before there is any other thread, so that all of them leave the signals to this one. `dispatchMain` would
  /// not do: it starts a thread that takes every signal.
  func receive(while body: @escaping @Sendable () async -> Void) -> Never {
    signal(SIGPIPE, SIG_IGN)
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGTSTP] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    Task.detached { await body() }
    while true {
      var number: Int32 = 0
      guard sigwait(&signals, &number) == 0 else { continue }
      if number == SIGTSTP { suspend() } else { interrupt(number) }
    }
  }

  /// From now on the first signal runs `action`, on the receiving thread, instead of ending the program.
  func stopGracefully(_ action: @escaping @Sendable (Int32) -> Void) { state.withLock { $0.action = action } }

  /// The screen to tidy up when the program ends at once.
  func tidy(_ screen: Screen?) { state.withLock { $0.screen = screen } }

  /// The first signal received, if there was one.
  var first: Int32? { state.withLock { $0.first } }

  private func interrupt(_ number: Int32) {
    let now = monotonicNanos()
    let (action, screen, isEcho) = state.withLock { state in
      let isEcho = state.first == number && now - state.firstAt < 300_000_000
      if state.first == nil { (state.first, state.firstAt) = (number, now) }
      defer { state.action = nil }
      return (state.action, state.screen, isEcho)
    }
    if let action { return action(number) }
    if isEcho { return }
    screen?.leaveAtOnce()
    _exit(128 + number)
  }

  private func suspend() {
    let screen = state.withLock { $0.screen }
    screen?.leaveAtOnce()
    kill(getpid(), SIGSTOP)
    screen?.enter()
  }
}
