/// The fields of one line of CSV (RFC 4180), from left to right. A quoted field must end on its line.
struct CSVFields {
  typealias Bytes = UnsafeBufferPointer<UInt8>
  private let line: Bytes
  /// Where the next field begins; past the end of the line when there is none.
  private(set) var place = 0

  @inline(__always)
  init(_ line: Bytes) { self.line = line }

  @inline(__always)
  var isAtEnd: Bool { place > line.count }

  /// The next field as it stands, without the quotes around it. Doubled quotes stay doubled: no value that is read has
  /// any.
  @inline(__always)
  mutating func next() throws(FieldProblem) -> Bytes {
    guard let base = line.baseAddress, place < line.count else { return emptyAtEnd() }
    if base[place] == UInt8(ascii: "\"") { return try nextQuoted() }
    var end = place
    while end < line.count, base[end] != UInt8(ascii: ",") { end &+= 1 }
    let field = Bytes(start: base + place, count: end &- place)
    place = end &+ 1
    return field
  }

  @inline(never)
  private mutating func emptyAtEnd() -> Bytes {
    place = line.count + 1
    return Bytes(rebasing: line[line.count...])
  }

  @inline(never)
  private mutating func nextQuoted() throws(FieldProblem) -> Bytes {
    let start = place + 1
    var end = start
    while end < line.count {
      if line[end] == UInt8(ascii: "\"") {
        guard end + 1 < line.count, line[end + 1] == UInt8(ascii: "\"") else { break }
        end += 1
      }
      end += 1
    }
    guard end < line.count else {
      throw FieldProblem(place, expected: "a closing quote on the same line", found: "the end of the line")
    }
    guard end + 1 == line.count || line[end + 1] == UInt8(ascii: ",") else {
      let rest = quoted(Bytes(rebasing: line[(end + 1)...]))
      throw FieldProblem(end + 1, expected: "a comma after the closing quote", found: rest)
    }
    place = end + 2
    return Bytes(rebasing: line[start..<end])
  }

  /// How many fields there are in all, and where each begins.
  static func starts(_ line: Bytes) -> [Int] {
    var fields = CSVFields(line)
    var starts: [Int] = []
    while !fields.isAtEnd {
      starts.append(fields.place)
      do { _ = try fields.next() } catch { break }
    }
    return starts
  }
}
