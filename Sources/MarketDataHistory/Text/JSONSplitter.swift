/// The JSON values of a text, one after the other: one a line, or each over many lines. Looks at brackets and strings
/// only; whether a value is JSON is for others to say.
struct JSONSplitter: ~Copyable {
  /// Larger values are refused: a page of ten thousand items has less than a tenth of it.
  static let largestValue = 16 << 20

  private var source: ByteSource
  private var block: [UInt8]
  private var unused = 0..<0
  private var position = TextPosition()
  /// The value found last, and where it begins.
  private(set) var value: [UInt8] = []
  private var start = TextPosition()

  init(_ source: consuming ByteSource) {
    self.source = source
    block = [UInt8](repeating: 0, count: ByteSource.blockSize)
  }

  var name: String { source.name }
  var progress: (read: Int64, total: Int64?) { source.progress }

  /// Finds the next value.
  ///
  /// - Returns: False at the end.
  mutating func next() throws(HistoryError) -> Bool {
    value.removeAll(keepingCapacity: true)
    guard let first = try skipSpace() else { return false }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      throw HistoryError(place(position), expected: "a JSON object or array", found: quoted([first]))
    }
    start = position
    var nesting = Nesting()
    repeat {
      if unused.isEmpty, try !fill() {
        throw HistoryError(
          place(start), expected: "the end of the JSON value that begins here", found: "the end of the text")
      }
      try take(&nesting)
    } while nesting.depth > 0
    return true
  }

  /// The place of a byte of the value.
  func place(ofByte offset: Int) -> String {
    var position = start
    for byte in value.prefix(offset) { position.pass(byte) }
    return place(position)
  }

  /// How deep in brackets, and whether in a string.
  private struct Nesting {
    var depth = 0
    var isInString = false
    var isEscaped = false

    @inline(__always)
    mutating func pass(_ byte: UInt8) {
      if isInString {
        if !isEscaped, byte == UInt8(ascii: "\"") { isInString = false }
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        return
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
    }
  }

  /// Takes what of the block belongs to the value.
  private mutating func take(_ nesting: inout Nesting) throws(HistoryError) {
    var end = unused.lowerBound
    var (now, nest) = (position, nesting)
    repeat {
      let byte = block[end]
      guard byte != 0 else { throw HistoryError(place(now), expected: "text", found: "a NUL byte") }
      nest.pass(byte)
      now.pass(byte)
      end += 1
    } while nest.depth > 0 && end < unused.upperBound
    value += block[unused.lowerBound..<end]
    (unused, position, nesting) = (end..<unused.upperBound, now, nest)
    guard value.count <= Self.largestValue else {
      throw HistoryError(
        place(start), expected: "a JSON value of at most \(Self.largestValue) bytes", found: "a larger one",
        hint: "write one message a line")
    }
  }

  /// The next byte that is not white space, which stays there.
  private mutating func skipSpace() throws(HistoryError) -> UInt8? {
    while true {
      while let index = unused.first {
        let byte = block[index]
        guard byte == 0x20 || (0x09...0x0D).contains(byte) else { return byte }
        position.pass(byte)
        unused = index + 1..<unused.upperBound
      }
      guard try fill() else { return nil }
    }
  }

  private mutating func fill() throws(HistoryError) -> Bool {
    var room: [UInt8] = []
    swap(&room, &block)
    defer { swap(&room, &block) }
    let count = try room.withUnsafeMutableBufferPointer { (bytes) throws(HistoryError) in
      try source.read(into: UnsafeMutableRawBufferPointer(bytes))
    }
    unused = 0..<count
    if position == TextPosition(), room[unused].starts(with: [0xEF, 0xBB, 0xBF]) { unused = 3..<count }
    return !unused.isEmpty
  }

  private func place(_ position: TextPosition) -> String { "\(source.name):\(position.line):\(position.column)" }
}

/// A line and a byte of it, both from 1.
private struct TextPosition: Hashable {
  var line = 1
  var column = 1

  @inline(__always)
  mutating func pass(_ byte: UInt8) {
    if byte == 0x0A { (line, column) = (line + 1, 1) } else { column += 1 }
  }
}
