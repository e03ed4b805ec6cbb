import Glibc

/// Where bytes lie: in a file, a pipe, or memory. Closes what it opened.
struct ByteOrigin: ~Copyable {
  /// -1 for memory.
  private let descriptor: Int32
  private let closes: Bool
  private let memory: [UInt8]
  /// How many bytes there are; nil for what has no size.
  let total: Int64?
  /// How many were read.
  private(set) var position: Int64 = 0

  init(_ bytes: [UInt8]) {
    (descriptor, closes, memory, total) = (-1, false, bytes, Int64(bytes.count))
  }

  init(path: String) throws(HistoryError) {
    let isInput = path == "-"
    let descriptor = isInput ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let error = errno
      if !isInput { close(descriptor) }
      throw Self.unreadable(path, error)
    }
    let type = status.st_mode & S_IFMT
    guard type != S_IFDIR else {
      if !isInput { close(descriptor) }
      throw HistoryError(path, expected: "a file", found: "a directory", hint: "name the files in it")
    }
    (self.descriptor, closes, memory) = (descriptor, !isInput, [])
    total = type == S_IFREG ? Int64(status.st_size) : nil
    if total != nil { posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }
  }

  deinit { if closes { close(descriptor) } }

  /// Reads the next bytes, and returns how many there are; 0 at the end.
  mutating func read(into block: UnsafeMutableRawBufferPointer, name: String) throws(HistoryError) -> Int {
    let count = descriptor >= 0 ? try readDescriptor(into: block, name: name) : readMemory(into: block)
    position += Int64(count)
    return count
  }

  /// Goes on at a byte of a file or of memory.
  mutating func seek(to offset: Int64, name: String) throws(HistoryError) {
    guard let total else {
      throw HistoryError(name, expected: "a file, to go to a place in it", found: "a pipe", hint: "save it to a file")
    }
    position = min(max(0, offset), total)
    if descriptor >= 0, lseek(descriptor, off_t(position), SEEK_SET) < 0 { throw Self.unreadable(name, errno) }
  }

  private func readMemory(into block: UnsafeMutableRawBufferPointer) -> Int {
    let rest = memory[Int(position)...].prefix(block.count)
    block.copyBytes(from: rest)
    return rest.count
  }

  private func readDescriptor(into block: UnsafeMutableRawBufferPointer, name: String) throws(HistoryError) -> Int {
    while true {
      let count = Glibc.read(descriptor, block.baseAddress, block.count)
      // The next block is on its way from the disk while this one is used: whoever reads on seldom waits.
      if count > 0, total != nil {
        posix_fadvise(descriptor, off_t(position) + off_t(count), block.count, POSIX_FADV_WILLNEED)
      }
      if count >= 0 { return count }
      if errno != EINTR { throw Self.unreadable(name, errno) }
    }
  }

  private static func unreadable(_ name: String, _ error: Int32) -> HistoryError {
    switch error {
    case ENOENT: HistoryError(name, expected: "a file", found: "nothing of that name")
    case EACCES: HistoryError(name, expected: "a file that may be read", found: "one that may not (permission denied)")
    default: HistoryError(name, expected: "a file that can be read", found: String(cString: strerror(error)))
    }
  }
}
