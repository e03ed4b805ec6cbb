import MarketData

extension DBNMetadata {
  /// What the first eight bytes say: the version, and how many bytes of metadata follow.
  ///
  /// - Throws: `HistoryError` for what is no DBN, a version that is not known, or a length that cannot be.
  static func prelude(_ bytes: [UInt8], name: String) throws(HistoryError) -> (version: UInt8, length: Int) {
    guard bytes.starts(with: magic) else {
      throw HistoryError(
        "\(name):byte 0", expected: "a DBN file, which begins with \"DBN\"", found: shown(bytes.prefix(4)))
    }
    guard bytes.count == preludeSize else { throw cut(name, at: bytes.count, of: preludeSize) }
    guard (1...3).contains(bytes[3]) else {
      throw HistoryError("\(name):byte 3", expected: "version 1, 2 or 3 of DBN", found: "\(bytes[3])")
    }
    let length = bytes[4...].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard (fixedSize + 20...maximumSize).contains(length) else {
      throw HistoryError(
        "\(name):byte 4", expected: "metadata of \(fixedSize + 20) to \(maximumSize) bytes", found: "\(length)")
    }
    return (bytes[3], length)
  }

  /// The metadata of a version that follow the first eight bytes.
  init(_ bytes: [UInt8], version: UInt8, name: String) throws(HistoryError) {
    var fields = DBNFields(bytes: bytes, name: name)
    dataset = try fields.text(Self.datasetSize)
    schema = try fields.schema()
    start = Self.time(try fields.number())
    end = Self.time(try fields.number())
    try fields.skip(version == 1 ? 16 : 8)  // a limit, and once a count of records
    symbology = try fields.symbology()
    hasSendTimes = try fields.number(as: UInt8.self) != 0
    fields.symbolSize = version == 1 ? Self.symbolSize1 : try fields.length()
    try fields.skip(Self.fixedSize - fields.place)
    try fields.requireNoDefinition()
    (symbols, partial, notFound) = (try fields.texts(), try fields.texts(), try fields.texts())
    mappings = try fields.mappings()
    self.version = version
  }

  /// 0 and the largest number stand for no time.
  private static func time(_ number: UInt64) -> Timestamp? {
    number == 0 || number == DBNRecord.noTime ? nil : Timestamp(nanos: Int64(clamping: number))
  }

  static func cut(_ name: String, at place: Int, of size: Int) -> HistoryError {
    HistoryError(
      "\(name):byte \(place)", expected: "\(size) bytes of metadata", found: "the end of the file",
      hint: "it was cut short: get it again")
  }

  private static func shown(_ bytes: some Collection<UInt8>) -> String {
    guard !bytes.isEmpty else { return "an empty file" }
    return "the bytes " + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
