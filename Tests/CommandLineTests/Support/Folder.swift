import Foundation
import Testing

/// A folder for one test, removed with all that is in it.
final class Folder: Sendable {
  let path: String

  /// - Parameter files: Texts by name; a name may have a folder in it.
  init(_ files: [String: String] = [:]) throws {
    var name = Array("/tmp/mdc-XXXXXX".utf8CString)
    try #require(mkdtemp(&name) != nil)
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for (name, text) in files { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws {
    let file = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }
}
