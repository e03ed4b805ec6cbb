import Glibc

/// A file under a temporary name, beside the one that it is to become. Unless it is committed, it goes.
///
/// A process that is killed leaves `NAME.<16 digits>.tmp` behind, which nobody needs.
struct PendingFile: ~Copyable {
  let output: OutputFile
  private let path: String
  private let temporary: String
  private var isCommitted = false

  /// A new file, which is to be at a path.
  init(_ path: String) throws(HistoryError) {
    temporary = "\(path).\(String(UInt64.random(in: 1 << 60 ... .max), radix: 16)).tmp"
    self.path = path
    output = try OutputFile(creating: temporary, for: path)
  }

  deinit { if !isCommitted { unlink(temporary) } }

  /// Puts the file in its place, all of it on the disk; one that was there is replaced.
  mutating func commit() throws(HistoryError) {
    try output.synchronize()
    guard rename(temporary, path) == 0 else { throw OutputFile.unwritable(path, errno) }
    isCommitted = true
  }

  /// A file without a name beside a path: it is gone with the process, whatever happens.
  static func nameless(beside path: String) throws(HistoryError) -> OutputFile {
    let temporary = "\(path).\(String(UInt64.random(in: 1 << 60 ... .max), radix: 16)).tmp"
    let output = try OutputFile(creating: temporary, for: path)
    unlink(temporary)
    return output
  }
}
