import MarketData

/// Reads rows in a thread of its own, ahead of whoever takes them.
///
/// The rows, their order, and the error after the last of them are the reader's own. The thread is at most so many blocks
/// ahead, then it waits. Given up early, it ends with the read that it is in.
struct PrefetchedRows<Note: Sendable>: RowReader, ~Copyable {
  private struct Block {
    var rows: [HistoryRow]
    var note: Note
  }

  /// Where blocks come from, as long as they are wanted.
  private struct Source {
    /// How often it is asked, while nothing comes, whether that is still wanted.
    private static var patience: Duration { .milliseconds(100) }

    let name: String
    let blocks: Handover<Result<Block, HistoryError>>
    let isCancelled: @Sendable () -> Bool

    func next() throws(HistoryError) -> Block {
      repeat {
        guard !isCancelled() else {
          throw HistoryError(name, expected: "the end of the file", found: "a request to stop")
        }
      } while !blocks.awaitValue(Self.patience)
      return try blocks.take().get()
    }
  }

  private let source: Source
  private var block: Block
  /// How many rows of the block have been taken.
  private var used = 0
  private var end: Result<Void, HistoryError>?

  /// What the reader said of itself after the rows of the present block.
  var note: Note { block.note }

  /// Starts the thread, and waits until it has opened its reader.
  ///
  /// - Parameters:
  ///   - name: What errors call it.
  ///   - blockSize: How many rows are handed on at a time.
  ///   - blocksAhead: How many blocks may wait: by default, as many rows as the store takes at a time, about 7 MB.
  ///   - isCancelled: Whether nobody wants rows any more; asked for each block, and ten times a second.
  ///   - note: What the reader says of itself, after each block.
  ///   - open: Makes the reader. Runs in the thread, as all that the reader does.
  /// - Throws: What `open` throws, or that there is no thread to be had, or that it was cancelled.
  init<Reader: RowReader & ~Copyable & SendableMetatype>(
    _ name: String, blockSize: Int = 4096, blocksAhead: Int = 16,
    isCancelled: @escaping @Sendable () -> Bool = { false }, note: @escaping @Sendable (borrowing Reader) -> Note,
    open: @escaping @Sendable () throws(HistoryError) -> Reader
  ) throws(HistoryError) {
    let source = Source(name: name, blocks: Handover(bound: blocksAhead), isCancelled: isCancelled)
    guard startThread({ [blocks = source.blocks] in Self.run(blocks, of: blockSize, note, open) }) else {
      throw HistoryError(name, expected: "a thread to read it", found: "none that the system would give")
    }
    do { block = try source.next() } catch {
      source.blocks.close()
      throw error
    }
    self.source = source
  }

  deinit { source.blocks.close() }

  /// The thread's life: first a block without rows says that the reader is open, in the end another that it has no more.
  private static func run<Reader: RowReader & ~Copyable & SendableMetatype>(
    _ blocks: Handover<Result<Block, HistoryError>>, of blockSize: Int, _ note: (borrowing Reader) -> Note,
    _ open: () throws(HistoryError) -> Reader
  ) {
    do throws(HistoryError) {
      var reader = try open()
      var isWanted = blocks.give(.success(Block(rows: [], note: note(reader))))
      while isWanted {
        var (rows, failure) = ([HistoryRow](), HistoryError?.none)
        rows.reserveCapacity(blockSize)
        do throws(HistoryError) { try reader.read(into: &rows, atMost: blockSize) } catch { failure = error }
        let isLast = rows.isEmpty
        if failure == nil || !isLast { isWanted = blocks.give(.success(Block(rows: rows, note: note(reader)))) }
        if let failure { throw failure }
        if isLast { return }
      }
    } catch { _ = blocks.give(.failure(error)) }
  }

  mutating func read(into rows: inout [HistoryRow], atMost count: Int) throws(HistoryError) {
    let full = rows.count + count
    while rows.count < full {
      if used == block.rows.count, try !goOn() { return }
      let piece = block.rows[used...].prefix(full - rows.count)
      rows += piece
      used += piece.count
    }
  }

  /// Goes on with the next block; false at the end.
  private mutating func goOn() throws(HistoryError) -> Bool {
    if let end {
      try end.get()
      return false
    }
    do {
      (block, used) = (try source.next(), 0)
    } catch {
      end = .failure(error)
      throw error
    }
    if block.rows.isEmpty { end = .success(()) }
    return !block.rows.isEmpty
  }
}
