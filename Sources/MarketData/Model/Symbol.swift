/// What is traded: a handle of four bytes to a ticker that the process knows.
///
/// Two symbols are equal exactly when their tickers are. Comparing with `<` goes by the ticker's bytes, never by the
/// handle, whose number depends on the order in which tickers were met. Handles are valid in this process only.
public struct Symbol: Hashable, Sendable {
  @usableFromInline let handle: UInt32

  init(handle: UInt32) { self.handle = handle }

  /// The symbol of a ticker; the same ticker gives the same symbol.
  ///
  /// - Parameter ticker: 1 to 32 bytes of `A–Z a–z 0–9 . : / _ -`.
  /// - Throws: `SymbolError` when it is not that, or when the process already knows 1,048,576 tickers.
  public init(_ ticker: String) throws(SymbolError) {
    self = try SymbolTable.shared.intern(ticker)
  }

  /// The symbol of a ticker that was interned before, or nil. Never grows the table.
  public init?(known ticker: String) {
    guard let symbol = SymbolTable.shared.lookup(ticker) else { return nil }
    self = symbol
  }

  /// The text of the ticker.
  public var ticker: String { SymbolTable.shared.ticker(of: self) }

  /// A small number, dense over the process's symbols, for indexing per-symbol state.
  @inlinable
  package var index: Int { Int(handle) }
}

extension Symbol: Comparable, CustomStringConvertible, Codable {
  /// By the bytes of the ticker.
  public static func < (a: Symbol, b: Symbol) -> Bool { a.handle != b.handle && a.ticker < b.ticker }
  /// The text, for people.
  public var description: String { ticker }

  /// Reads a symbol as its ticker.
  ///
  /// - Throws: `DecodingError.dataCorrupted` with the text of the `SymbolError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do { self = try Symbol(container.decode(String.self)) } catch let error as SymbolError {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Writes a symbol as its ticker.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(ticker)
  }
}

/// Why a text cannot be a symbol.
public enum SymbolError: Error, Hashable, CustomStringConvertible {
  /// Empty, longer than 32 bytes, or with a byte that tickers do not have.
  case invalid(String)
  /// The process knows its most tickers already.
  case tableFull(limit: Int, ticker: String)

  /// The text, for people.
  public var description: String {
    switch self {
    case .invalid(let text):
      "expected a ticker of 1 to 32 characters from A-Z a-z 0-9 . : / _ -, found \"\(text.prefix(64))\""
    case .tableFull(let limit, let ticker):
      "expected at most \(limit) different tickers in one process, found one more, \"\(ticker)\"; use fewer symbols"
    }
  }
}
