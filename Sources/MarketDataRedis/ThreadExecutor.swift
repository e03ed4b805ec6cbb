import CHiredis
import Glibc
import MarketData

/// Runs an actor on one thread of its own, where it may block.
///
/// For C libraries whose handles belong to one thread. The cooperative pool has one thread per core, and none to
/// spare for waiting on a socket. While its queue is empty the thread also watches one socket.
///
/// After `stop`, or when the system has no thread to give, work runs on whichever thread hands it in, still one piece
/// at a time: nothing that was handed in is ever left undone.
final class ThreadExecutor: SerialExecutor {
  private let loop: ThreadLoop

  /// Starts the thread.
  init() { loop = ThreadLoop.started() }

  deinit { loop.requestStop() }

  func enqueue(_ job: consuming ExecutorJob) { loop.submit(.job(UnownedJob(job), asUnownedSerialExecutor())) }

  /// Runs `work` on the thread, after what was handed in before.
  func submit(_ work: @escaping @Sendable () -> Void) { loop.submit(.closure(work)) }

  /// Calls `action` once on the thread when it has nothing else to do and `socket` can be read or has failed.
  /// Replaces the socket watched before; nil ends it. Call it on the thread.
  func watch(_ socket: (descriptor: Int32, action: @Sendable () -> Void)?) { loop.watch(socket) }

  /// Ends the thread, once everything handed in has run. Idempotent; returns when it has ended.
  func stop() async {
    loop.requestStop()
    await withCheckedContinuation { loop.resumeAtEnd($0) }
  }

  /// Ends the thread as `stop` does, and does not wait.
  func requestStop() { loop.requestStop() }

  func checkIsolated() { precondition(loop.isCurrent, "expected to run on the thread of a Redis cache, found another") }
  func isIsolatingCurrentContext() -> Bool? { loop.isCurrent }
}

/// The queue and the thread that works it off. The thread keeps the loop alive, the loop not the executor.
private final class ThreadLoop: Sendable {
  enum Work {
    case job(UnownedJob, UnownedSerialExecutor)
    case closure(@Sendable () -> Void)
  }

  private struct State {
    var queue: [Work] = []
    var watched: (descriptor: Int32, action: @Sendable () -> Void)?
    /// The thread that runs work at present.
    var runner: pthread_t?
    var isWaiting = false
    var mustStop = false
    var hasEnded = false
    var endWaiters: [CheckedContinuation<Void, Never>] = []

    /// What the thread does when it has run what was queued. Ending is decided and done under the same lock, so that
    /// nothing is handed to a thread about to end.
    mutating func next(closing wakeup: Int32) -> (Next, [CheckedContinuation<Void, Never>]) {
      guard queue.isEmpty else { return (.run, []) }
      guard mustStop else {
        isWaiting = true
        return (.wait(watched?.descriptor ?? -1), [])
      }
      hasEnded = true
      if wakeup >= 0 { close(wakeup) }
      defer { endWaiters = [] }
      return (.end, endWaiters)
    }
  }

  private enum Next {
    case run
    /// For work, or until this socket stirs.
    case wait(Int32)
    case end
  }
  private let state = Lock(State())
  /// Wakes the thread out of `poll`. Written under the lock, and closed under it, so never after.
  private let wakeup = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))

  static func started() -> ThreadLoop {
    let loop = ThreadLoop()
    if loop.wakeup < 0 || !loop.startThread() {
      _ = loop.state.withLock { state in
        state.mustStop = true
        return state.next(closing: loop.wakeup)
      }
    }
    return loop
  }

  private func startThread() -> Bool {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    let argument = Unmanaged.passRetained(self)
    var thread = pthread_t()
    let result = pthread_create(
      &thread, &attributes,
      { argument in
        if let argument { Unmanaged<ThreadLoop>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, argument.toOpaque())
    if result != 0 { argument.release() }
    return result == 0
  }

  var isCurrent: Bool { state.withLock { $0.runner == pthread_self() } }

  func submit(_ work: Work) {
    let mustRun = state.withLock { state in
      state.queue.append(work)
      wake(&state)
      guard state.hasEnded, state.runner == nil else { return false }
      state.runner = pthread_self()
      return true
    }
    if mustRun { runQueue() }
  }

  func watch(_ socket: (descriptor: Int32, action: @Sendable () -> Void)?) { state.withLock { $0.watched = socket } }

  func requestStop() {
    state.withLock { state in
      state.mustStop = true
      wake(&state)
    }
  }

  func resumeAtEnd(_ waiter: CheckedContinuation<Void, Never>) {
    let hasEnded = state.withLock { state in
      if !state.hasEnded { state.endWaiters.append(waiter) }
      return state.hasEnded
    }
    if hasEnded { waiter.resume() }
  }

  private func wake(_ state: inout State) {
    guard state.isWaiting else { return }
    state.isWaiting = false
    eventfd_write(wakeup, 1)
  }

  /// The thread's life. Signals are left to the program's other threads.
  private func run() {
    var signals = sigset_t()
    sigfillset(&signals)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    while true {
      state.withLock { $0.runner = pthread_self() }
      runQueue()
      let (next, waiters) = state.withLock { $0.next(closing: wakeup) }
      switch next {
      case .run: break
      case .wait(let watched): wait(watching: watched)
      case .end:
        for waiter in waiters { waiter.resume() }
        return
      }
    }
  }

  /// Runs what is queued until nothing is, then is nobody's thread.
  private func runQueue() {
    var work: [Work] = []
    while true {
      work.removeAll(keepingCapacity: true)
      state.withLock { state in
        swap(&work, &state.queue)
        if work.isEmpty { state.runner = nil }
      }
      if work.isEmpty { return }
      for piece in work { Self.run(piece) }
    }
  }

  private static func run(_ work: Work) {
    switch work {
    case .job(let job, let executor): job.runSynchronously(on: executor)
    case .closure(let closure): closure()
    }
  }

  /// Blocks until there is work, or the watched socket stirs (a negative one is ignored).
  private func wait(watching descriptor: Int32) {
    var entries = [
      pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0), pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    poll(&entries, 2, -1)
    var count: eventfd_t = 0
    eventfd_read(wakeup, &count)
    let stirred = entries[1].revents != 0
    let action = state.withLock { state in
      state.isWaiting = false
      guard stirred else { return nil as (@Sendable () -> Void)? }
      defer { state.watched = nil }
      return state.watched?.action
    }
    if let action { submit(.closure(action)) }
  }
}
