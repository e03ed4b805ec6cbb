import Foundation
import Testing

/// What documents show is what tests run: each example in them stands in a test file, line by line.
@Suite("Examples in documents")
struct DocumentTests {
  private func text(_ path: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// Texts between ```swift and ```, without imports.
  private func examples(_ document: Substring) -> [String] {
    document.components(separatedBy: "```swift\n").dropFirst().compactMap { $0.components(separatedBy: "```").first }
      .map { $0.split(separator: "\n").filter { !$0.hasPrefix("import ") }.joined(separator: "\n") }
  }

  /// Without the empty lines and the indentation that a piece of a test has there.
  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  @Test(
    "Every example stands in a test",
    arguments: [
      ("README.md", "## A resilience test to copy", "Tests/MarketDataTests/ReadmeTests.swift"),
      ("docs/resilience.md", "# ", "Tests/MarketDataTests/ResilienceGuideTests.swift"),
    ])
  func inStep(document: String, section: String, tests: String) throws {
    let text = try text(document)
    let start = try #require(text.range(of: section)).upperBound
    let end = section == "# " ? text.endIndex : text.range(of: "\n## ", range: start..<text.endIndex)?.lowerBound
    let found = examples(text[start..<(end ?? text.endIndex)])
    #expect(!found.isEmpty)
    let code = "\n" + lines(try self.text(tests)).joined(separator: "\n") + "\n"
    for example in found {
      #expect(code.contains("\n" + lines(example).joined(separator: "\n") + "\n"), "not in \(tests):\n\(example)")
    }
  }
}
