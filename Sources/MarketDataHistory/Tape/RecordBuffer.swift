/// The records of a DBN file as they come, some of them in memory.
///
/// Read, not mapped: a mapped file that another program cuts short kills the process, and its pages count as the
/// process's memory. A buffer that stays in the processor's cache is as quick.
struct RecordBuffer: ~Copyable {
  private var source: ByteSource
  private let memory: UnsafeMutableRawBufferPointer
  /// What of the memory has not been used yet.
  private(set) var start = 0
  private(set) var end = 0
  /// Where the memory's first byte is in the file, decompressed.
  private var origin: Int64
  /// Where the first record is in the file.
  let first: Int64
  /// Half for what is read, half for the rest of a record before it.
  private static let size = 2 * ByteSource.blockSize

  /// A buffer of a source, which stands at a byte, its first record.
  init(_ source: consuming ByteSource, at first: Int64) {
    self.source = source
    (self.first, origin) = (first, first)
    memory = .allocate(byteCount: Self.size, alignment: 16)
  }

  deinit { memory.deallocate() }

  var name: String { source.name }
  /// How many bytes were read as they lie on the disk, and how many there are; nil: not known.
  var progress: (read: Int64, total: Int64?) { source.progress }
  /// The bytes of the file when they can be reached at random: neither a pipe nor compressed.
  var randomSize: Int64? { source.compression == nil ? source.progress.total : nil }
  /// Where the first unused byte is in the file, decompressed.
  var offset: Int64 { origin + Int64(start) }
  /// How many unused bytes are there.
  @inline(__always) var count: Int { end &- start }
  /// The first unused byte; `count` tell how many may be read from it.
  @inline(__always) var bytes: UnsafeRawPointer? {
    guard let base = memory.baseAddress else { return nil }
    return UnsafeRawPointer(base + start)
  }

  /// Uses up so many bytes, which must be there.
  @inline(__always)
  mutating func skip(_ count: Int) { start &+= count }

  /// Makes sure that so many bytes are there; false when the file has no more.
  @inline(__always)
  mutating func require(_ count: Int) throws(HistoryError) -> Bool {
    if self.count >= count { return true }
    return try fill(count)
  }

  @inline(never)
  private mutating func fill(_ needed: Int) throws(HistoryError) -> Bool {
    let rest = UnsafeRawBufferPointer(rebasing: memory[start..<end])
    origin += Int64(start)
    memory.copyMemory(from: rest)
    (start, end) = (0, rest.count)
    while count < needed {
      let room = UnsafeMutableRawBufferPointer(rebasing: memory[end...].prefix(ByteSource.blockSize))
      let more = try source.read(into: room)
      if more == 0 { return false }
      end += more
    }
    return true
  }

  /// Goes on at a byte of the file, decompressed.
  mutating func seek(to offset: Int64) throws(HistoryError) {
    try source.seek(to: offset)
    (origin, start, end) = (offset, 0, 0)
  }

  /// An error at the first unused byte, or so many after it.
  func wrong(_ distance: Int = 0, expected: String, found: String, hint: String? = nil) -> HistoryError {
    let place = "\(name):byte \(offset + Int64(distance))" + (source.compression == nil ? "" : " decompressed")
    return HistoryError(place, expected: expected, found: found, hint: hint)
  }
}
