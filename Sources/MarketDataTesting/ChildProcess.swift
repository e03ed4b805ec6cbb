import Glibc
import MarketData

/// A program that a test runs: its output by lines, signals, and its end as an event.
///
/// Signals go to its process id, never to a name. A thread reads the output and waits for the end, so that no test
/// sleeps and nothing blocks the cooperative pool.
public final class ChildProcess: Sendable {
  /// What it writes to stdout and stderr, line by line; ends when it does. Of lines unread, the last 10,000 are kept.
  public let lines: AsyncStream<String>
  /// Its process id.
  public let id: Int32
  private let state = Lock(State())
  /// How many were started. (A state without a size would lie where the lock's other field does, and the thread
  /// sanitizer would take a look at that for a race.)
  private static let spawning = Lock(0)

  private struct State {
    var exit: Exit?
    var waiters: [CheckedContinuation<Exit, Never>] = []
  }

  /// How a process ended.
  public enum Exit: Hashable, Sendable {
    /// By itself, with this code.
    case code(Int32)
    /// By this signal.
    case signal(Int32)
  }

  /// Starts the program of this name in `PATH`, or at this path.
  ///
  /// - Throws: `ChildProcessError` when it cannot be started.
  public init(_ program: String, _ arguments: [String]) throws(ChildProcessError) {
    // One at a time, so that no other child inherits the writing end and keeps the output from ending.
    let (id, output) = try Self.spawning.withLock { count throws(ChildProcessError) in
      count += 1
      return try Self.spawn(program, arguments)
    }
    self.id = id
    let (lines, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(10_000))
    self.lines = lines
    let isRunning = startThread { [self] in
      Self.read(output, into: continuation)
      finish()
    }
    precondition(isRunning, "expected to start a thread, found none that the system would give")
  }

  /// Sends a signal, unless it has ended already.
  public func send(_ signal: Int32) {
    // Under the lock, so that the id cannot have become another process's.
    state.withLock { if $0.exit == nil { _ = Glibc.kill(id, signal) } }
  }

  /// Waits for the end.
  public func exit() async -> Exit {
    await withCheckedContinuation { waiter in
      let exit = state.withLock { state in
        if state.exit == nil { state.waiters.append(waiter) }
        return state.exit
      }
      if let exit { waiter.resume(returning: exit) }
    }
  }

  /// Kills it, stopped or not, and waits for the end.
  public func kill() async {
    send(SIGKILL)
    _ = await exit()
  }

  /// Its process id, and where to read its output.
  private static func spawn(
    _ program: String, _ arguments: [String]
  ) throws(ChildProcessError) -> (id: Int32, output: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw ChildProcessError(program: program, code: errno) }
    defer { close(ends[1]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    var attributes = signalsOfAShell()
    defer { posix_spawnattr_destroy(&attributes) }
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    words.append(nil)
    var id: Int32 = 0
    let result = posix_spawnp(&id, program, &actions, &attributes, words, environ)
    guard result == 0 else {
      close(ends[0])
      throw ChildProcessError(program: program, code: result)
    }
    return (id, ends[0])
  }

  /// No signal blocked or ignored: the pool's threads block them all, and a child would inherit that.
  private static func signalsOfAShell() -> posix_spawnattr_t {
    var (attributes, none, all) = (posix_spawnattr_t(), sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_init(&attributes)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    return attributes
  }

  private static func read(_ descriptor: Int32, into lines: AsyncStream<String>.Continuation) {
    var (line, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 4096))
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      for byte in chunk[..<count] {
        if byte != UInt8(ascii: "\n") {
          line.append(byte)
        } else {
          lines.yield(String(decoding: line, as: UTF8.self))
          line = []
        }
      }
    }
    if !line.isEmpty { lines.yield(String(decoding: line, as: UTF8.self)) }
    lines.finish()
    close(descriptor)
  }

  /// Waits first without taking the process away, so that its id stays its own until `exit` is set.
  private func finish() {
    var information = siginfo_t()
    while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
    let (exit, waiters) = state.withLock { state in
      var status: Int32 = 0
      while waitpid(id, &status, 0) < 0 && errno == EINTR {}
      let signal = status & 0x7F
      let exit = signal == 0 ? Exit.code(status >> 8 & 0xFF) : .signal(signal)
      state.exit = exit
      defer { state.waiters = [] }
      return (exit, state.waiters)
    }
    for waiter in waiters { waiter.resume(returning: exit) }
  }
}

/// Why a program was not started.
public struct ChildProcessError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The program.
  public var program: String
  /// The error number.
  public var code: Int32
  /// Both in a sentence.
  public var description: String {
    "expected to start \(program), found \"\(String(cString: strerror(code)))\"; install it or correct PATH"
  }
}
