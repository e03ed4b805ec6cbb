/// What is wrong with one field of a text, and where in its line.
struct FieldProblem: Error, Hashable {
  /// The byte of the line, from 0.
  var offset: Int
  var expected: String
  var found: String
  var hint: String?
  /// What it is about, when it shows only in the row as a whole; then the offset is that of the line.
  var column: Column?

  init(_ column: Column, expected: String, found: String) {
    self.init(0, expected: expected, found: found)
    self.column = column
  }

  init(_ offset: Int, expected: String, found: String, hint: String? = nil) {
    (self.offset, self.expected, self.found, self.hint) = (offset, expected, found, hint)
  }

  /// A problem of a field, which is quoted.
  init(_ field: UnsafeBufferPointer<UInt8>, at offset: Int = 0, expected: String, hint: String? = nil) {
    self.init(offset, expected: expected, found: quoted(field), hint: hint)
  }

  /// The same, of a field that begins later in its line.
  func moved(by start: Int) -> FieldProblem {
    var moved = self
    moved.offset += start
    return moved
  }
}

/// A field for people: in quotes, and cut to 64 bytes.
func quoted(_ field: some RandomAccessCollection<UInt8>) -> String {
  if field.isEmpty { return "nothing" }
  let text = String(decoding: field.prefix(64), as: UTF8.self)
  return "\"\(text)\(field.count > 64 ? "…" : "")\""
}
