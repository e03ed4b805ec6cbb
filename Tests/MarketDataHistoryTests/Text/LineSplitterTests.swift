import Testing

@testable import MarketDataHistory

@Suite("Lines")
struct LineSplitterTests {
  private func lines(_ bytes: [UInt8]) throws(HistoryError) -> [String] {
    var splitter = LineSplitter(try ByteSource(bytes: bytes, name: "day.csv"))
    var lines: [String] = []
    while let line = try splitter.next() { lines.append(String(decoding: line, as: UTF8.self)) }
    return lines
  }

  private func message(_ bytes: [UInt8]) -> String {
    do {
      return "\(try lines(bytes).count) lines"
    } catch { return error.description }
  }

  @Test(
    "Lines end with LF or CRLF, the last with either or none; a byte order mark is no part of the first",
    arguments: [
      ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\r\n\nb\r\n", ["a", "", "b"]), ("a\rb\n", ["a\rb"]),
      ("\u{FEFF}a\nb", ["a", "b"]), ("\r\n", [""]),
    ])
  func ends(_ text: String, _ wanted: [String]) throws { #expect(try lines(text.bytes) == wanted) }

  @Test("Lines across blocks are whole")
  func blocks() throws {
    let wanted = (0..<3000).map { String(repeating: "x", count: ($0 * 7919) % 1000) + "\($0)" }
    #expect(try lines(wanted.joined(separator: "\n").bytes) == wanted)
  }

  @Test("A line of a mebibyte is read, one byte more is refused with its number")
  func longest() {
    let longest = [UInt8](repeating: 0x61, count: 1 << 20)
    #expect(message(longest) == "1 lines")
    #expect(message("a\n".bytes + longest + "\na".bytes) == "3 lines")
    let error = "day.csv:2:1: expected a line of at most 1048576 bytes, found a longer one; is it text at all?"
    #expect(message("a\n".bytes + longest + "a\n".bytes) == error)
    #expect(message("a\n".bytes + longest * 10) == error)
  }

  @Test("A NUL byte is refused with its place")
  func nul() { #expect(message("a\nbc\0d\n".bytes) == "day.csv:2:3: expected text, found a NUL byte") }
}

private func * (bytes: [UInt8], count: Int) -> [UInt8] { Array(repeatElement(bytes, count: count).joined()) }
