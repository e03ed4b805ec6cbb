/// The process-wide table of tickers: append-only, at most `limit` entries.
///
/// A full table refuses new tickers; those it knows stay valid. Nothing is ever removed, so a handle never changes
/// its meaning.
final class SymbolTable: Sendable {
  static let shared = SymbolTable(limit: 1 << 20)

  private struct Entries {
    var handles: [String: UInt32] = [:]
    var tickers: [String] = []
  }
  private let entries = Lock(Entries())
  let limit: Int

  init(limit: Int) { self.limit = limit }

  func intern(_ ticker: String) throws(SymbolError) -> Symbol {
    guard Self.isValid(ticker) else { throw .invalid(ticker) }
    return try entries.withLock { (entries) throws(SymbolError) in
      if let handle = entries.handles[ticker] { return Symbol(handle: handle) }
      guard entries.tickers.count < limit else { throw .tableFull(limit: limit, ticker: ticker) }
      let handle = UInt32(entries.tickers.count)
      entries.tickers.append(ticker)
      entries.handles[ticker] = handle
      return Symbol(handle: handle)
    }
  }

  func lookup(_ ticker: String) -> Symbol? {
    entries.withLock { $0.handles[ticker].map(Symbol.init(handle:)) }
  }

  func ticker(of symbol: Symbol) -> String { entries.withLock { $0.tickers[symbol.index] } }

  static func isValid(_ ticker: String) -> Bool {
    (1...32).contains(ticker.utf8.count)
      && ticker.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
      }
  }
}
