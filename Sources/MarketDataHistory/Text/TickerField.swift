import MarketData

/// The symbols of tickers as bytes. Remembers those it has met, so that the process's table is asked once for each.
struct TickerField {
  /// A ticker's bytes, filled up with zeros.
  private typealias Key = SIMD4<UInt64>
  private struct Entry {
    var key = Key.zero
    var symbol: Symbol?
  }
  /// Each ticker has one place, by its hash; of two that share one, the later takes it.
  private var entries = [Entry](repeating: Entry(), count: 4096)

  @inline(__always)
  mutating func read(_ field: UnsafeBufferPointer<UInt8>) throws(FieldProblem) -> Symbol {
    guard field.count > 0, field.count <= 32 else { return try intern(field) }
    var key = Key.zero
    withUnsafeMutableBytes(of: &key) { $0.copyMemory(from: UnsafeRawBufferPointer(field)) }
    let mixed = (key.x ^ key.y &* 0x9E37_79B9_7F4A_7C15 ^ (key.z &+ key.w)) &* 0xBF58_476D_1CE4_E5B9
    let place = Int(truncatingIfNeeded: mixed >> 52)
    if entries[place].key == key, let symbol = entries[place].symbol { return symbol }
    let symbol = try intern(field)
    entries[place] = Entry(key: key, symbol: symbol)
    return symbol
  }

  @inline(never)
  private func intern(_ field: UnsafeBufferPointer<UInt8>) throws(FieldProblem) -> Symbol {
    do { return try Symbol(String(decoding: field, as: UTF8.self)) } catch {
      switch error {
      case .invalid:
        throw FieldProblem(field, expected: "a ticker of 1 to 32 characters from A-Z a-z 0-9 . : / _ -")
      case .tableFull(let limit, _):
        throw FieldProblem(field, expected: "at most \(limit) different tickers in one process", hint: "use fewer")
      }
    }
  }
}
