import Glibc

/// Says that this program writes a store, as long as it lives.
///
/// An "open file description" lock on a file beside the store (`fcntl(2)`), which the kernel takes back however the
/// program ends; so a session that is not marked as ended and that nobody holds was cut off. Held from the first row
/// of a writer to its end, while SQLite's own locks last for one transaction: between two of them nobody else changes
/// what the writer knows of the rows.
final class StoreLock: Sendable {
  private let descriptor: Int32

  /// - Parameter activity: What the others are told, such as `recording "live"`.
  /// - Throws: `HistoryError` when somebody else writes.
  init(_ path: String, activity: String) throws(HistoryError) {
    let file = path + "-lock"
    descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw HistoryError(
        file, expected: "a file that may be written", found: "\"\(String(cString: strerror(errno)))\"",
        hint: "check the permissions of its folder")
    }
    var lock = Self.wholeFile
    guard fcntl(descriptor, Self.setLock, &lock) == 0 else {
      let holder = Self.text(descriptor)
      close(descriptor)
      throw HistoryError(
        path, expected: "a history that nobody else is writing", found: holder.isEmpty ? "another writer" : holder,
        hint: "wait for it, or end it")
    }
    let text = Array("process \(getpid()) \(activity)".utf8)
    ftruncate(descriptor, 0)
    pwrite(descriptor, text, text.count, 0)
  }

  deinit {
    // First undone: a child that another thread is starting has the file open until it runs its program.
    var lock = Self.wholeFile
    lock.l_type = Int16(F_UNLCK)
    _ = fcntl(descriptor, Self.setLock, &lock)
    close(descriptor)
  }

  /// Whether somebody writes the store at present.
  static func isHeld(_ path: String) -> Bool {
    let descriptor = open(path + "-lock", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var lock = wholeFile
    return fcntl(descriptor, getLock, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
  }

  // `F_OFD_GETLK` and `F_OFD_SETLK` of Linux's <asm-generic/fcntl.h>, which are not imported.
  private static let getLock: Int32 = 36
  private static let setLock: Int32 = 37

  private static var wholeFile: flock {
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    return lock
  }

  private static func text(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
  }
}
