import Glibc

/// The lines of a text, one after the other, as they lie in one buffer: nothing is copied but what stands across the
/// end of a block.
///
/// Lines end with LF or CRLF, the last perhaps with neither. A byte order mark is passed over.
struct LineSplitter: ~Copyable {
  /// Longer lines are refused.
  static let longestLine = 1 << 20

  private var source: ByteSource
  private let buffer: UnsafeMutableBufferPointer<UInt8>
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  /// The number of the line handed out last, from 1.
  private(set) var number = 0

  init(_ source: consuming ByteSource) {
    self.source = source
    buffer = .allocate(capacity: Self.longestLine + ByteSource.blockSize)
  }

  deinit { buffer.deallocate() }

  var name: String { source.name }
  var progress: (read: Int64, total: Int64?) { source.progress }

  /// The next line without its end, or nil. It stays there until the next call.
  ///
  /// - Throws: `HistoryError` for lines that are too long or hold a NUL byte, and what the source throws.
  mutating func next() throws(HistoryError) -> UnsafeBufferPointer<UInt8>? {
    var searched = 0
    while true {
      if let length = lengthOfLine(from: searched) { return try take(length, skipping: 1) }
      searched = end - start
      if isAtEnd { return searched == 0 ? nil : try take(searched, skipping: 0) }
      guard searched <= Self.longestLine else { throw tooLong() }
      try fill()
    }
  }

  /// The place of a byte of the line handed out last.
  func place(_ offset: Int) -> String { "\(source.name):\(number):\(offset + 1)" }

  @inline(__always)
  private func lengthOfLine(from searched: Int) -> Int? {
    guard let base = buffer.baseAddress, searched < end - start else { return nil }
    guard let found = memchr(base + start + searched, 0x0A, end - start - searched) else { return nil }
    return found - UnsafeMutableRawPointer(base + start)
  }

  @inline(__always)
  private mutating func take(_ length: Int, skipping: Int) throws(HistoryError) -> UnsafeBufferPointer<UInt8> {
    guard length <= Self.longestLine else { throw tooLong() }
    number += 1
    let line = UnsafeBufferPointer(rebasing: buffer[start..<start + length])
    start += length + skipping
    if let base = line.baseAddress, let found = memchr(base, 0, length) {
      throw HistoryError(place(found - UnsafeMutableRawPointer(mutating: base)), expected: "text", found: "a NUL byte")
    }
    guard line.last == 0x0D else { return line }
    return UnsafeBufferPointer(rebasing: line.dropLast())
  }

  private mutating func fill() throws(HistoryError) {
    if start > 0, let base = buffer.baseAddress {
      memmove(base, base + start, end - start)
      (start, end) = (0, end - start)
    }
    let isFirst = number == 0 && end == 0
    let room = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[end...])
    let count = try source.read(into: room)
    isAtEnd = count == 0
    end += count
    if isFirst, end >= 3, buffer[..<3].elementsEqual([0xEF, 0xBB, 0xBF]) { start = 3 }
  }

  private func tooLong() -> HistoryError {
    HistoryError(
      "\(source.name):\(number + 1):1", expected: "a line of at most \(Self.longestLine) bytes", found: "a longer one",
      hint: "is it text at all?")
  }
}
