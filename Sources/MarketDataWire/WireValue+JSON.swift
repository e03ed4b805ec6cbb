package import MarketData

extension WireValue {
  /// Reads one JSON value, and nothing after it.
  ///
  /// - Throws: `JSONError` for what is no JSON (RFC 8259), is not UTF-8, or nests deeper than 32.
  package init(json bytes: [UInt8]) throws(JSONError) {
    var scanner = JSONScanner(bytes)
    self = try scanner.wireValue(depth: 0)
    try scanner.end()
  }
}

extension JSONScanner {
  fileprivate mutating func wireValue(depth: Int) throws(JSONError) -> WireValue {
    switch try kind() {
    case .object where depth < WireValue.maxDepth:
      var members: [String: WireValue] = [:]
      try object { (name, scanner) throws(JSONError) in members[name] = try scanner.wireValue(depth: depth + 1) }
      return .object(members)
    case .array where depth < WireValue.maxDepth:
      var items: [WireValue] = []
      try array { (scanner) throws(JSONError) in items.append(try scanner.wireValue(depth: depth + 1)) }
      return .array(items)
    case .object, .array:
      throw JSONError(expected: "at most \(WireValue.maxDepth) nested values", found: "more")
    case .string: return .string(try string())
    case .number: return try number()
    case .true, .false: return .bool(try bool())
    case .null:
      try skip()
      return .null
    }
  }

  private mutating func number() throws(JSONError) -> WireValue {
    let text = try numberText()
    if let whole = Int64(text) { return .integer(whole) }
    guard let number = Double(text) else { throw JSONError(expected: "a number", found: "\"\(text)\"") }
    return .number(number)
  }
}
