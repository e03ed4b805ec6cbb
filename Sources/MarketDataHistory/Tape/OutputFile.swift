import Glibc

/// A file that is being written, and closed at the end of its life.
struct OutputFile: ~Copyable {
  private let descriptor: Int32
  /// What errors call it.
  private let name: String

  /// Takes over a descriptor.
  init(descriptor: Int32, name: String) { (self.descriptor, self.name) = (descriptor, name) }

  /// A new file at a path where none may be yet.
  init(creating path: String, for name: String) throws(HistoryError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.unwritable(name, errno) }
    self.init(descriptor: descriptor, name: name)
  }

  deinit { close(descriptor) }

  /// Writes all of some bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws(HistoryError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count > 0 { rest = rest.dropFirst(count) }
      if count < 0, errno != EINTR { throw Self.unwritable(name, errno) }
    }
  }

  /// Makes sure that all is on the disk.
  func synchronize() throws(HistoryError) {
    guard fsync(descriptor) == 0 else { throw Self.unwritable(name, errno) }
  }

  /// Hands all that was written to `body`, piece by piece.
  func forEachPiece(_ body: (UnsafeRawBufferPointer) throws(HistoryError) -> Void) throws(HistoryError) {
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { piece.deallocate() }
    var place: off_t = 0
    while true {
      let count = pread(descriptor, piece.baseAddress, piece.count, place)
      if count == 0 { return }
      if count < 0, errno != EINTR { throw Self.unwritable(name, errno) }
      if count > 0 { try body(UnsafeRawBufferPointer(rebasing: piece.prefix(count))) }
      place += off_t(max(0, count))
    }
  }

  static func unwritable(_ name: String, _ error: Int32) -> HistoryError {
    switch error {
    case ENOSPC, EDQUOT:
      HistoryError(
        name, expected: "room on the disk", found: String(cString: strerror(error)),
        hint: "nothing was left behind: make room, then write it again")
    case ENOENT: HistoryError(name, expected: "a folder to write in", found: "none of that name")
    default: HistoryError(name, expected: "a file that can be written", found: String(cString: strerror(error)))
    }
  }
}
