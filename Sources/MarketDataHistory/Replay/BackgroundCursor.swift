import Dispatch
import MarketData

/// Reads rows of a cursor on a queue of its own, a piece ahead of whoever takes them: a disk, decompression and decoding
/// hold up nobody but that queue, as long as it is quick enough.
///
/// What comes is what the cursor would give. At most one piece waits, and nothing more is read before it is taken.
/// Drive it from one place only. (An import reads ahead otherwise, by `PrefetchedRows`: it never goes elsewhere, its
/// caller may block, and it must end at a signal though a pipe is silent.)
final class BackgroundCursor: Sendable {
  private struct State {
    /// Used by the queue only, which puts it back.
    var cursor: any RowCursor
    /// What was read, and what ended it.
    var rows: [HistoryRow] = []
    var failure: HistoryError?
    /// How many jobs the queue has not done yet.
    var jobs = 0
  }
  private let state: Lock<State>
  private let queue = DispatchQueue(label: "marketdata.history.reading")
  private let piece: Int

  /// Reads so many rows at a time, once it was told from where.
  init(_ cursor: any RowCursor, piece: Int) {
    state = Lock(State(cursor: cursor))
    self.piece = piece
  }

  /// Goes on with the first row at a time or after it. If it cannot, taking says so.
  func seek(to time: Timestamp) { read(from: time) }

  /// Appends the next rows, about a piece of them; appending none is the end. Blocks until they were read.
  ///
  /// - Throws: As the cursor does, again and again until it is sent elsewhere.
  func take(into rows: inout [HistoryRow]) throws(HistoryError) {
    if !isReady { queue.sync {} }
    let before = rows.count
    let failure = state.withLock { state in
      if rows.isEmpty { swap(&rows, &state.rows) } else { rows += state.rows }
      state.rows.removeAll(keepingCapacity: true)
      return state.failure
    }
    if let failure {
      if rows.count == before { throw failure }
    } else if rows.count > before {
      read()
    }
  }

  /// Whether `take` would not block.
  var isReady: Bool { state.withLock { $0.jobs == 0 } }

  /// Returns when `take` would not block.
  func wait() async { await withCheckedContinuation { waiter in queue.async { waiter.resume() } } }

  private func read(from time: Timestamp? = nil) {
    state.withLock { $0.jobs += 1 }
    queue.async { [self] in
      var (cursor, rows) = state.withLock { state in
        defer { state.rows = [] }
        return (state.cursor, state.rows)
      }
      rows.removeAll(keepingCapacity: true)
      var failure: HistoryError?
      do throws(HistoryError) {
        if let time { try cursor.seek(to: time) }
        try cursor.next(into: &rows, atMost: piece)
      } catch { failure = error }
      state.withLock { state in
        (state.cursor, state.rows, state.failure) = (cursor, rows, failure)
        state.jobs -= 1
      }
    }
  }
}
