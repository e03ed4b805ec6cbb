import MarketDataHistory
import Testing

@Suite("Errors of history")
struct HistoryErrorTests {
  @Test("An error says where, what was expected, what was found, and what to do")
  func text() {
    let error = HistoryError("day.csv:12:5", expected: "a price", found: "\"1,50\"", hint: "write 1.50")
    #expect(error.description == "day.csv:12:5: expected a price, found \"1,50\"; write 1.50")
  }
}
