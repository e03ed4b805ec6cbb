import Foundation
import MarketData
import Testing

/// The built `marketdata`, run by a test in a folder of its own.
///
/// Threads read its output, so that nothing blocks the cooperative pool; signals go to its process id.
final class Program: Sendable {
  /// How it ended, and what it wrote.
  struct Outcome: Sendable {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Where its output goes.
  enum Output {
    /// To the test.
    case pipe
    /// Nowhere: nobody reads it.
    case closed
    /// To the test, through a terminal of that size.
    case terminal(width: Int, height: Int)
  }

  /// Its process id.
  let id: Int32
  private let output: TextReader
  private let errors: TextReader
  private let ending: AsyncStream<Int32>

  /// Starts it.
  ///
  /// - Parameter environment: Nothing of the test's own environment is passed on but what programs need to run.
  init(_ arguments: [String], environment: [String: String] = [:], in folder: Folder, output: Output = .pipe) throws {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let needed = ["PATH", "LD_LIBRARY_PATH", "TSAN_OPTIONS"]
    let kept = ProcessInfo.processInfo.environment.filter { needed.contains($0.key) }
    process.environment = kept.merging(environment) { _, own in own }
    process.standardInput = FileHandle.nullDevice
    let (ending, continuation) = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = { process in
      // A signal's number as a shell has it.
      continuation.yield(process.terminationStatus + (process.terminationReason == .uncaughtSignal ? 128 : 0))
      continuation.finish()
    }
    let (outWriter, outReader) = try Self.open(output)
    let errorPipe = Pipe()
    process.standardOutput = outWriter
    process.standardError = errorPipe
    if case .closed = output { try outReader?.close() }
    try process.run()
    try outWriter.close()
    (id, self.ending) = (process.processIdentifier, ending)
    if case .closed = output { self.output = TextReader() } else { self.output = TextReader(outReader) }
    errors = TextReader(errorPipe.fileHandleForReading)
  }

  /// Runs it to its end.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], in folder: Folder, output: Output = .pipe
  ) async throws -> Outcome {
    try await Program(arguments, environment: environment, in: folder, output: output).outcome()
  }

  /// Waits for its end.
  func outcome() async -> Outcome {
    var status: Int32 = -1
    for await code in ending { status = code }
    return Outcome(status: status, output: await output.all(), errors: await errors.all())
  }

  /// Sends it signals, one after the other.
  func send(_ signals: Int32...) { for signal in signals { kill(id, signal) } }

  /// Waits until it has written a text to standard error.
  func logged(_ text: String) async { await errors.contains(text) }

  /// Waits until it has written a text to standard output.
  func printed(_ text: String) async { await output.contains(text) }

  /// Beside the test's own executable.
  private static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("marketdata")

  private static func open(_ output: Output) throws -> (writer: FileHandle, reader: FileHandle?) {
    guard case .terminal(let width, let height) = output else {
      let pipe = Pipe()
      return (pipe.fileHandleForWriting, pipe.fileHandleForReading)
    }
    var (master, slave): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
    try #require(openpty(&master, &slave, nil, nil, &size) == 0)
    _ = fcntl(master, F_SETFD, FD_CLOEXEC)
    _ = fcntl(slave, F_SETFD, FD_CLOEXEC)
    return (FileHandle(fileDescriptor: slave), FileHandle(fileDescriptor: master))
  }
}

/// Collects what comes from a descriptor, on a thread of its own.
private final class TextReader: Sendable {
  private struct State {
    var bytes: [UInt8] = []
    var isAtEnd = false
    var waiters: [(text: String?, waiter: CheckedContinuation<Void, Never>)] = []

    var text: String { String(decoding: bytes, as: UTF8.self) }
  }
  private let state: Lock<State>

  /// Nothing to read.
  init() { state = Lock(State(isAtEnd: true)) }

  init(_ handle: FileHandle?) {
    state = Lock(State())
    Thread.detachNewThread { [self] in
      var chunk = [UInt8](repeating: 0, count: 65536)
      while let handle {
        let count = read(handle.fileDescriptor, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }  // a terminal ends with EIO
        note(chunk[..<count], isAtEnd: false)
      }
      try? handle?.close()
      note([], isAtEnd: true)
    }
  }

  /// Everything, when it has ended.
  func all() async -> String {
    await wait(nil)
    return state.withLock { $0.text }
  }

  /// Waits until a text was there, or the end.
  func contains(_ text: String) async { await wait(text) }

  private func wait(_ text: String?) async {
    await withCheckedContinuation { waiter in
      let isThere = state.withLock { state in
        if state.isAtEnd || text.map({ state.text.contains($0) }) ?? false { return true }
        state.waiters.append((text, waiter))
        return false
      }
      if isThere { waiter.resume() }
    }
  }

  private func note(_ bytes: some Collection<UInt8>, isAtEnd: Bool) {
    let ready: [(text: String?, waiter: CheckedContinuation<Void, Never>)] = state.withLock { state in
      state.bytes += bytes
      state.isAtEnd = isAtEnd
      guard isAtEnd || !state.waiters.isEmpty else { return [] }
      let text = state.text
      let isReady = { (wanted: String?) in isAtEnd || wanted.map { text.contains($0) } ?? false }
      defer { state.waiters.removeAll { isReady($0.text) } }
      return state.waiters.filter { isReady($0.text) }
    }
    for entry in ready { entry.waiter.resume() }
  }
}
