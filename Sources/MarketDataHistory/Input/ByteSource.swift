import Glibc

/// The bytes of a file or of standard input, decompressed on the way when they are gzip or zstd.
///
/// What they are is told by their first bytes, never by a name. Members of a gzip file and frames of a zstd file that
/// follow each other read as one. Memory stays the same at any size: one block of what lies on the disk, and whatever
/// window the compression needs. Reading blocks its thread, so it is not for a thread of Swift's pool.
public struct ByteSource: ~Copyable {
  /// How much is read at a time.
  package static let blockSize = 256 << 10

  /// What errors call it: the path, or `standard input`.
  public let name: String
  private var origin: ByteOrigin
  private var decompressor: (any Decompressor)?
  private var block: [UInt8]
  /// What of the block has not been used yet.
  private var unused = 0..<0
  /// Bytes that `prefix` has read ahead, and how many of them were handed out since.
  private var ahead: [UInt8] = []
  private var aheadUsed = 0

  /// Opens a file; `-` is standard input.
  ///
  /// - Throws: `HistoryError` when there is no such file, it is a directory, or it may not be read.
  public init(path: String) throws(HistoryError) {
    try self.init(ByteOrigin(path: path), name: path == "-" ? "standard input" : path)
  }

  /// Bytes in memory, under a name for errors.
  package init(bytes: [UInt8], name: String) throws(HistoryError) { try self.init(ByteOrigin(bytes), name: name) }

  private init(_ origin: consuming ByteOrigin, name: String) throws(HistoryError) {
    self.name = name
    self.origin = origin
    block = [UInt8](repeating: 0, count: Self.blockSize)
    try fill()
    let start = block[unused]
    if GzipDecompressor.recognises(start) { decompressor = GzipDecompressor() }
    if ZstdDecompressor.recognises(start) { decompressor = ZstdDecompressor() }
  }

  /// How many bytes were read, as they lie on the disk, and how many there are; the latter is not known of a pipe.
  public var progress: (read: Int64, total: Int64?) { (origin.position, origin.total) }

  /// How it is compressed: `gzip`, `zstd`, or nil.
  public var compression: String? { decompressor?.name }

  /// The first bytes, at most so many; reading begins with them all the same. To be called before anything is read.
  ///
  /// - Throws: `HistoryError` when they cannot be read or decompressed.
  public mutating func prefix(_ count: Int) throws(HistoryError) -> [UInt8] {
    var piece = [UInt8](repeating: 0, count: count)
    while ahead.count < count {
      let more = try piece.withUnsafeMutableBufferPointer { (bytes) throws(HistoryError) in
        try readOn(into: UnsafeMutableRawBufferPointer(bytes))
      }
      if more == 0 { break }
      ahead += piece[..<more]
    }
    return Array(ahead.prefix(count))
  }

  /// Reads the next bytes.
  ///
  /// - Parameter output: Room for them; must not be empty.
  /// - Returns: How many there are; 0 at the end.
  /// - Throws: `HistoryError` when they cannot be read, or the compressed data are damaged or cut short.
  public mutating func read(into output: UnsafeMutableRawBufferPointer) throws(HistoryError) -> Int {
    aheadUsed < ahead.count ? handOutAhead(output) : try readOn(into: output)
  }

  /// Goes on at a byte of the decompressed data. In what is compressed that takes as long as reading to there.
  ///
  /// - Throws: `HistoryError` for a pipe, which cannot go back, and as `read`.
  package mutating func seek(to offset: Int64) throws(HistoryError) {
    (ahead, aheadUsed, unused) = ([], 0, 0..<0)
    guard let decompressor else { return try origin.seek(to: offset, name: name) }
    try origin.seek(to: 0, name: name)
    self.decompressor = decompressor.fresh()
    var scratch = [UInt8](repeating: 0, count: Self.blockSize)
    var rest = offset
    while rest > 0 {
      let count = try scratch.withUnsafeMutableBufferPointer { (bytes) throws(HistoryError) in
        try readOn(
          into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: bytes.prefix(Int(clamping: rest)))))
      }
      if count == 0 { return }
      rest -= Int64(count)
    }
  }

  private mutating func readOn(into output: UnsafeMutableRawBufferPointer) throws(HistoryError) -> Int {
    // Much at a time goes where it shall be without being copied.
    if decompressor == nil, unused.isEmpty, output.count >= block.count {
      return try origin.read(into: output, name: name)
    }
    if unused.isEmpty { try fill() }
    guard let decompressor else { return copy(into: output) }
    while true {
      let isAtEnd = unused.isEmpty
      let moved = try decompress(decompressor, into: output)
      if moved.written > 0 { return moved.written }
      if isAtEnd { return try end(decompressor) }
      guard moved.read > 0 else { throw damage("valid \(decompressor.name) data", "data that lead nowhere") }
      if unused.isEmpty { try fill() }
    }
  }

  private mutating func handOutAhead(_ output: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(output.count, ahead.count - aheadUsed)
    output.copyBytes(from: ahead[aheadUsed..<aheadUsed + count])
    aheadUsed += count
    return count
  }

  private mutating func copy(into output: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(output.count, unused.count)
    output.copyBytes(from: block[unused.prefix(count)])
    unused = unused.lowerBound + count..<unused.upperBound
    return count
  }

  private mutating func decompress(
    _ decompressor: any Decompressor, into output: UnsafeMutableRawBufferPointer
  ) throws(HistoryError) -> (read: Int, written: Int) {
    do throws(DecompressionError) {
      let moved = try block[unused].withUnsafeBufferPointer { (bytes) throws(DecompressionError) in
        try decompressor.decompress(UnsafeRawBufferPointer(bytes), into: output)
      }
      unused = unused.lowerBound + moved.read..<unused.upperBound
      return moved
    } catch {
      unused = unused.lowerBound + error.read..<unused.upperBound
      throw damage("valid \(decompressor.name) data", error.text)
    }
  }

  private func end(_ decompressor: any Decompressor) throws(HistoryError) -> Int {
    guard decompressor.isComplete else {
      throw damage(
        "the rest of the \(decompressor.name) data", "the end of the file", hint: "it was cut short: get it again")
    }
    return 0
  }

  private mutating func fill() throws(HistoryError) {
    unused = try block.withUnsafeMutableBufferPointer { (block) throws(HistoryError) in
      0..<(try origin.read(into: UnsafeMutableRawBufferPointer(block), name: name))
    }
  }

  private func damage(_ expected: String, _ found: String, hint: String? = nil) -> HistoryError {
    HistoryError("\(name):byte \(origin.position - Int64(unused.count))", expected: expected, found: found, hint: hint)
  }
}
