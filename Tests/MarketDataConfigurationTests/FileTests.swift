import Foundation
import Testing

@testable import MarketDataConfiguration

/// Files that are not there, not readable, or not text.
struct FileTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "configuration-\(UUID().uuidString)")

  private func lines(_ path: String) -> String {
    do { return "\(try Configuration.load(file: path))" } catch { return error.description }
  }

  private func withFile(_ bytes: Data, _ body: (String) throws -> Void) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "a.yaml").path
    try bytes.write(to: URL(filePath: path))
    try body(path)
  }

  @Test("A missing file is named")
  func missing() {
    let path = folder.appending(path: "none.yaml").path
    #expect(lines(path) == "\(path): expected a file that can be read, found none there; check the path")
  }

  @Test("A directory is no file")
  func directory() throws {
    try withFile(Data()) { _ in
      let path = folder.path
      #expect(lines(path) == "\(path): expected a file that can be read, found a directory; check the path")
    }
  }

  @Test("A file that is not UTF-8 is refused")
  func encoding() throws {
    try withFile(Data([0xFF, 0xFE, 0x61, 0x00])) { path in
      #expect(lines(path) == "\(path): expected UTF-8 text, found other bytes; save the file as UTF-8")
    }
  }

  @Test("A file is read up to its bound, and an endless one no further")
  func bound() throws {
    try withFile(Data(repeating: UInt8(ascii: "\n"), count: FileText.limit)) { path in
      #expect(lines(path) == "\(Configuration())")
    }
    #expect(lines("/dev/zero") == "/dev/zero: expected at most 4194304 bytes, found more")
  }

  @Test("A file that cannot be read does not hide the faults of flags")
  func together() {
    do {
      _ = try Configuration.load(file: "/dev/null/x.yaml", overrides: ["market_data.source=x"])
      Issue.record("expected an error")
    } catch {
      let lines = [
        "/dev/null/x.yaml: expected a file that can be read, found none there; check the path",
        #"--set market_data.source=x: market_data.source: expected one of mock, replay, found "x""#,
      ]
      #expect(error.description == lines.joined(separator: "\n"))
      #expect(ConfigurationError.exitCode == 78)
    }
  }

  @Test("No file is all defaults")
  func none() throws { #expect(try Configuration.load(file: nil) == Configuration()) }
}
