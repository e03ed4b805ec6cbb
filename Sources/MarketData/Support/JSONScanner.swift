/// Reads JSON (RFC 8259) from front to back, strictly: what it has not been told to expect is an error.
///
/// For small texts of known shape. Values that nobody asked for are skipped, but must be well formed too.
package struct JSONScanner {
  private let bytes: [UInt8]
  private var place = 0
  /// How deep skipped values may nest.
  private static let maxDepth = 64

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// How many bytes were read: where a failure is.
  package var offset: Int { place }

  /// Reads an object, and calls `body` at the value of each member; `body` reads or skips it.
  package mutating func object(
    _ body: (_ key: String, inout JSONScanner) throws(JSONError) -> Void
  ) throws(JSONError) {
    try require("{")
    if accept("}") { return }
    repeat {
      let key = try string()
      try require(":")
      try body(key, &self)
    } while accept(",")
    try require("}")
  }

  /// Reads an array, and calls `body` at each item; `body` reads or skips it.
  package mutating func array(_ body: (inout JSONScanner) throws(JSONError) -> Void) throws(JSONError) {
    try require("[")
    if accept("]") { return }
    repeat { try body(&self) } while accept(",")
    try require("]")
  }

  /// What a value is.
  package enum Kind {
    case object, array, string, number, `true`, `false`, null
  }

  /// What comes next, without reading it.
  package mutating func kind() throws(JSONError) -> Kind {
    skipSpace()
    switch peek() {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "t"): return .true
    case UInt8(ascii: "f"): return .false
    case UInt8(ascii: "n"): return .null
    case let byte? where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte): return .number
    default: throw failure("a value")
    }
  }

  /// Reads `true` or `false`.
  package mutating func bool() throws(JSONError) -> Bool {
    let value = try kind() == .true
    try word(value ? "true" : "false")
    return value
  }

  /// Requires that nothing but white space is left.
  package mutating func end() throws(JSONError) {
    skipSpace()
    guard place == bytes.count else { throw failure("the end of the text") }
  }

  /// Reads a string.
  package mutating func string() throws(JSONError) -> String {
    try require("\"", as: "a string")
    var text: [UInt8] = []
    while let byte = next() {
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: text, as: UTF8.self) else { throw failure("UTF-8 in the string before") }
        return text
      case UInt8(ascii: "\\"): text += try escape().utf8
      case 0..<0x20:
        place -= 1
        throw failure("an escaped control character")
      default: text.append(byte)
      }
    }
    throw failure("the end of the string")
  }

  /// Reads a whole number without fraction or exponent.
  package mutating func integer() throws(JSONError) -> Int64 {
    skipSpace()
    let start = place
    guard let value = Int64(try numberText()) else {
      place = start
      throw failure("a whole number of 64 bits")
    }
    return value
  }

  /// Reads a number as its text.
  package mutating func numberText() throws(JSONError) -> String {
    skipSpace()
    let start = place
    try skipNumber()
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  /// Passes over a value of any kind.
  package mutating func skip() throws(JSONError) { try skip(depth: 0) }

  private mutating func skip(depth: Int) throws(JSONError) {
    skipSpace()
    guard depth < Self.maxDepth else { throw failure("at most \(Self.maxDepth) nested values") }
    switch peek() {
    case UInt8(ascii: "{"): try object { (_, scanner) throws(JSONError) in try scanner.skip(depth: depth + 1) }
    case UInt8(ascii: "["): try array { (scanner) throws(JSONError) in try scanner.skip(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default: try skipNumber()
    }
  }

  private mutating func skipNumber() throws(JSONError) {
    if peek() == UInt8(ascii: "-") { place += 1 }
    let leadingZero = peek() == UInt8(ascii: "0")
    let digits = skipDigits()
    guard digits > 0 else { throw failure("a value") }
    guard digits == 1 || !leadingZero else { throw failure("a number without leading zeros") }
    if peek() == UInt8(ascii: ".") {
      place += 1
      try requireDigits()
    }
    guard peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") else { return }
    place += 1
    if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { place += 1 }
    try requireDigits()
  }
}

// The bytes themselves.
extension JSONScanner {
  private func peek() -> UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func next() -> UInt8? {
    guard place < bytes.count else { return nil }
    place += 1
    return bytes[place - 1]
  }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
  }

  private mutating func accept(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek() == UInt8(ascii: mark) else { return false }
    place += 1
    return true
  }

  private mutating func require(_ mark: Unicode.Scalar, as name: String? = nil) throws(JSONError) {
    guard accept(mark) else { throw failure(name ?? "\"\(mark)\"") }
  }

  private mutating func word(_ text: StaticString) throws(JSONError) {
    for index in 0..<text.utf8CodeUnitCount {
      guard next() == text.utf8Start[index] else { throw failure("\(text)") }
    }
  }

  private mutating func requireDigits() throws(JSONError) {
    guard skipDigits() > 0 else { throw failure("a digit") }
  }

  /// How many there were.
  private mutating func skipDigits() -> Int {
    let start = place
    while let byte = peek(), UInt8(ascii: "0") <= byte, byte <= UInt8(ascii: "9") { place += 1 }
    return place - start
  }

  /// The character of an escape whose backslash has been read.
  private mutating func escape() throws(JSONError) -> String {
    switch next() {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw failure("an escape such as \\n or \\u0041")
    }
  }

  /// One or, for a character beyond the basic plane, two groups of four hexadecimal digits.
  private mutating func unicodeEscape() throws(JSONError) -> String {
    var units = [try hexadecimal()]
    if UTF16.isLeadSurrogate(units[0]), next() == UInt8(ascii: "\\"), next() == UInt8(ascii: "u") {
      units.append(try hexadecimal())
    }
    guard let text = String(validating: units, as: UTF16.self) else { throw failure("a pair of surrogates") }
    return text
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("four hexadecimal digits")
      }
      value = value << 4 | UInt16(digit)
    }
    return value
  }

  private func failure(_ expected: String) -> JSONError {
    let rest = bytes[min(place, bytes.count)...].prefix(16)
    let text = String(decoding: rest, as: UTF8.self)
    let found = rest.isEmpty ? "the end of the text" : "\"\(text)\" at byte \(place + 1)"
    return JSONError(expected: expected, found: found)
  }
}

/// Why a text is not the JSON that was expected.
package struct JSONError: Error, Hashable, CustomStringConvertible {
  package var expected: String
  package var found: String
  package var description: String { "expected \(expected), found \(found)" }

  package init(expected: String, found: String) { (self.expected, self.found) = (expected, found) }
}
