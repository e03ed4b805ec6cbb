import Foundation
import Testing

@testable import MarketData

@Suite("Symbol")
struct SymbolTests {
  static let longest = String(repeating: "L", count: 32)

  @Test(
    "A ticker has 1 to 32 bytes of letters, digits and . : / _ -",
    arguments: ["A", "aapl", "BRK.B", "BTC/USD", "X:BTC-USD", "ES_F", "0", "09azAZ.:/_-", longest])
  func valid(_ ticker: String) throws {
    let symbol = try Symbol(ticker)
    #expect(symbol.ticker == ticker)
    #expect(symbol.description == ticker)
    #expect(try Symbol(ticker) == symbol)
    #expect(Symbol(known: ticker) == symbol)
  }

  @Test(
    "Anything else is refused, and the error quotes it",
    arguments: [
      "", longest + "L", "A B", "A\n", "A\0", "AAPL ", "É", "Ａ", "A*", "@", "[", "`", "{", "é", "A,B", "A+B", "🍏",
    ])
  func invalid(_ text: String) {
    #expect(throws: SymbolError.invalid(text)) { try Symbol(text) }
    #expect(Symbol(known: text) == nil)
    #expect(
      SymbolError.invalid(text).description
        == "expected a ticker of 1 to 32 characters from A-Z a-z 0-9 . : / _ -, found \"\(text)\"")
  }

  @Test("A look-up never adds a ticker")
  func lookup() {
    #expect(Symbol(known: "NEVER.INTERNED") == nil)
    #expect(Symbol(known: "NEVER.INTERNED") == nil)
  }

  @Test("Symbols order by the bytes of their tickers, not by when they were met")
  func ordering() throws {
    let tickers = ["ORD.b", "ORD.B", "ORD.10", "ORD.9", "ORD.", "ORD.BB", "ORD.-", "ORD.a", "ORD_"]
    let symbols = try tickers.map { try Symbol($0) }
    let sorted = tickers.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    #expect(symbols.sorted().map(\.ticker) == sorted)
    #expect(symbols.reversed().sorted().map(\.ticker) == sorted)
    for symbol in symbols { #expect(!(symbol < symbol)) }
  }

  @Test("A symbol is text in JSON")
  func json() throws {
    let symbol = try Symbol("AAPL")
    let data = try JSONEncoder().encode([symbol])
    #expect(String(decoding: data, as: UTF8.self) == #"["AAPL"]"#)
    #expect(try JSONDecoder().decode([Symbol].self, from: data) == [symbol])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Symbol].self, from: Data(#"["A B"]"#.utf8)) }
  }

  @Test("A full table refuses new tickers and keeps those it knows")
  func fullTable() throws {
    let table = SymbolTable(limit: 3)
    let known = try ["A", "B", "C"].map { try table.intern($0) }
    #expect(known.map(\.index) == [0, 1, 2])
    #expect(throws: SymbolError.tableFull(limit: 3, ticker: "D")) { try table.intern("D") }
    #expect(throws: SymbolError.invalid("")) { try table.intern("") }
    #expect(table.lookup("D") == nil)
    #expect(try table.intern("B") == known[1])
    #expect(known.map { table.ticker(of: $0) } == ["A", "B", "C"])
    #expect(
      SymbolError.tableFull(limit: 3, ticker: "D").description
        == "expected at most 3 different tickers in one process, found one more, \"D\"; use fewer symbols")
  }

  @Test("The process's table holds 1,048,576 tickers")
  func limit() {
    #expect(SymbolTable.shared.limit == 1_048_576)
  }

  @Test("Tasks that intern the same tickers at once agree on their symbols")
  func concurrently() async throws {
    let tickers = (0..<500).map { "RACE.\($0)" }
    let answers = try await withThrowingTaskGroup { group in
      for _ in 0..<4 { group.addTask { @concurrent in try tickers.map { try Symbol($0) } } }
      return try await group.reduce(into: [[Symbol]]()) { $0.append($1) }
    }
    #expect(Set(answers).count == 1)
    #expect(answers.first?.map(\.ticker) == tickers)
  }
}
