/// Reads the fields of metadata one after the other, and believes no length.
struct DBNFields {
  let bytes: [UInt8]
  let name: String
  private(set) var place = 0
  /// How long a symbol is.
  var symbolSize = 0

  init(bytes: [UInt8], name: String) { (self.bytes, self.name) = (bytes, name) }

  mutating func number<Number: FixedWidthInteger>(as type: Number.Type = Number.self) throws(HistoryError) -> Number {
    let start = try take(MemoryLayout<Number>.size)
    var number = Number.zero
    for (index, byte) in bytes[start..<place].enumerated() { number |= Number(truncatingIfNeeded: byte) << (8 * index) }
    return number
  }

  /// A text in a field of a size, without the zeros at its end.
  mutating func text(_ size: Int) throws(HistoryError) -> String {
    let start = try take(size)
    let text = bytes[start..<place].prefix { $0 != 0 }
    guard text.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      throw wrong(at: start, expected: "a name in ASCII", found: "other bytes")
    }
    return String(decoding: text, as: UTF8.self)
  }

  mutating func skip(_ count: Int) throws(HistoryError) { _ = try take(count) }

  mutating func schema() throws(HistoryError) -> DBNSchema? {
    let start = place
    let number = try number(as: UInt16.self)
    if number == DBNMetadata.noSchema { return nil }
    guard let schema = DBNSchema(rawValue: number) else {
      throw wrong(
        at: start, expected: "one of the schemas " + DBNSchema.allCases.map(\.name).joined(separator: ", "),
        found: DBNSchema.text(of: number))
    }
    return schema
  }

  mutating func symbology() throws(HistoryError) -> DBNMetadata.Symbology {
    let (from, to) = (try number(as: UInt8.self), try number(as: UInt8.self))
    if to == DBNMetadata.instrumentID { return .symbolToInstrument }
    return from == DBNMetadata.instrumentID ? .instrumentToSymbol : .other
  }

  /// How long a symbol is. A small bound keeps a count of symbols in proportion to the bytes that are there.
  mutating func length() throws(HistoryError) -> Int {
    let start = place
    let length = Int(try number(as: UInt16.self))
    guard (DBNMetadata.symbolSize1...1024).contains(length) else {
      throw wrong(at: start, expected: "symbols of \(DBNMetadata.symbolSize1) to 1024 bytes", found: "\(length)")
    }
    return length
  }

  mutating func requireNoDefinition() throws(HistoryError) {
    let start = place
    let length = try number(as: UInt32.self)
    guard length == 0 else {
      throw wrong(at: start, expected: "no definition of a schema", found: "one of \(length) bytes")
    }
  }

  mutating func texts() throws(HistoryError) -> [String] {
    var texts: [String] = []
    for _ in 0..<(try count(of: symbolSize)) { texts.append(try text(symbolSize)) }
    return texts
  }

  mutating func mappings() throws(HistoryError) -> [DBNMapping] {
    var mappings: [DBNMapping] = []
    for _ in 0..<(try count(of: symbolSize + 4)) {
      let name = try text(symbolSize)
      var intervals: [DBNMapping.Interval] = []
      for _ in 0..<(try count(of: symbolSize + 8)) { intervals.append(try interval()) }
      mappings.append(DBNMapping(name, intervals))
    }
    return mappings
  }

  private mutating func interval() throws(HistoryError) -> DBNMapping.Interval {
    let start = place
    let (from, to) = (try day(), try day())
    guard from <= to else { throw wrong(at: start, expected: "days in order", found: "an end before the start") }
    return DBNMapping.Interval(from..<to, try text(symbolSize))
  }

  private mutating func day() throws(HistoryError) -> Int64 {
    let start = place
    let number = try number(as: UInt32.self)
    guard let days = DBNDate.days(number) else {
      throw wrong(at: start, expected: "a day such as 20240115", found: "\(number)")
    }
    return days
  }

  /// How many things follow, each of so many bytes at least.
  private mutating func count(of size: Int) throws(HistoryError) -> Int {
    let start = place
    let count = Int(try number(as: UInt32.self))
    guard count <= (bytes.count - place) / size else {
      throw wrong(at: start, expected: "a count that \(bytes.count - place) bytes have room for", found: "\(count)")
    }
    return count
  }

  /// Moves on by so many bytes, and returns where they start.
  private mutating func take(_ count: Int) throws(HistoryError) -> Int {
    guard count <= bytes.count - place else {
      throw wrong(at: place, expected: "\(count) more bytes of metadata", found: "\(bytes.count - place)")
    }
    place += count
    return place - count
  }

  private func wrong(at place: Int, expected: String, found: String) -> HistoryError {
    HistoryError("\(name):byte \(DBNMetadata.preludeSize + place)", expected: expected, found: found)
  }
}
