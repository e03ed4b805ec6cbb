/// Dots on a terminal: two across and four up in each character.
struct BrailleCanvas {
  private var bits: [[UInt8]]

  /// An empty canvas of so many characters.
  init(width: Int, height: Int) { bits = Array(repeating: Array(repeating: 0, count: width), count: height) }

  /// Sets a dot; `x` from the left, `y` from the top.
  mutating func set(_ x: Int, _ y: Int) {
    guard y >= 0, y / 4 < bits.count, x >= 0, x / 2 < bits[y / 4].count else { return }
    // The dots of U+2800 are numbered down the left column, then the right; the lowest two came later.
    let left: [UInt8] = [0x01, 0x02, 0x04, 0x40]
    let right: [UInt8] = [0x08, 0x10, 0x20, 0x80]
    bits[y / 4][x / 2] |= x.isMultiple(of: 2) ? left[y % 4] : right[y % 4]
  }

  /// The characters, row by row from the top; nil where no dot is set.
  var cells: [[Character?]] {
    bits.map { row in
      row.map { bits in bits == 0 ? nil : Unicode.Scalar(0x2800 + UInt32(bits)).map(Character.init) }
    }
  }
}
