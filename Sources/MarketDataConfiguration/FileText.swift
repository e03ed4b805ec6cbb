import Glibc
import MarketData

/// The text of a configuration file.
enum FileText {
  /// The most bytes that are read: far more than a configuration needs, and too few to fill the memory.
  static let limit = 4 * 1024 * 1024

  /// Reads a whole file.
  ///
  /// - Throws: what is wrong with it: it is missing, unreadable, a directory, too large, or not UTF-8.
  static func read(_ path: String) throws(ConfigurationFault) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw unreadable(path, errno) }
    defer { close(file) }
    guard let text = String(validating: try bytes(of: file, path), as: UTF8.self) else {
      throw fault(path, expected: "UTF-8 text", found: "other bytes", hint: "save the file as UTF-8")
    }
    return text
  }

  private static func bytes(of file: Int32, _ path: String) throws(ConfigurationFault) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw unreadable(path, errno) }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= limit else { throw fault(path, expected: "at most \(limit) bytes", found: "more") }
    }
  }

  private static func unreadable(_ path: String, _ code: Int32) -> ConfigurationFault {
    let found =
      switch code {
      case ENOENT, ENOTDIR: "none there"
      case EISDIR: "a directory"
      case EACCES, EPERM: "one that this user may not read"
      default: "an error (\(String(cString: strerror(code))))"
      }
    return fault(path, expected: "a file that can be read", found: found, hint: "check the path")
  }

  private static func fault(
    _ path: String, expected: String, found: String, hint: String? = nil
  ) -> ConfigurationFault {
    ConfigurationFault(
      .file(visible(path, limit: 1024)), ConfigProblem("", expected: expected, found: found, hint: hint))
  }
}
