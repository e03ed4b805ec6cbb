import MarketData

extension DBNMetadata {
  /// The metadata as version 3 writes them, from the magic on; the length is a multiple of 8, so that records are
  /// aligned.
  ///
  /// - Throws: `HistoryError` for a dataset or a symbol that does not fit.
  func encoded(for name: String) throws(HistoryError) -> [UInt8] {
    var bytes: [UInt8] = []
    try appendFixed(to: &bytes, name)
    for texts in [symbols, partial, notFound] {
      bytes.append(number: UInt32(texts.count))
      for text in texts { try bytes.append(text, size: Self.symbolSize, name) }
    }
    bytes.append(number: UInt32(mappings.count))
    for mapping in mappings {
      try bytes.append(mapping.name, size: Self.symbolSize, name)
      bytes.append(number: UInt32(mapping.intervals.count))
      for interval in mapping.intervals {
        bytes.append(number: DBNDate.number(days: interval.days.lowerBound))
        bytes.append(number: DBNDate.number(days: interval.days.upperBound))
        try bytes.append(interval.target, size: Self.symbolSize, name)
      }
    }
    bytes += Array(repeating: 0, count: (8 - bytes.count % 8) % 8)
    guard bytes.count <= Self.maximumSize else {
      throw HistoryError(
        name, expected: "metadata of at most \(Self.maximumSize) bytes", found: "\(bytes.count)",
        hint: "write fewer symbols to one file")
    }
    var prelude = Self.magic + [3]
    prelude.append(number: UInt32(bytes.count))
    return prelude + bytes
  }

  /// The first 100 bytes, and the length of a schema's definition, which is always 0.
  private func appendFixed(to bytes: inout [UInt8], _ name: String) throws(HistoryError) {
    try bytes.append(dataset, size: Self.datasetSize, name)
    bytes.append(number: schema?.rawValue ?? Self.noSchema)
    bytes.append(number: start.map { UInt64(clamping: $0.nanos) } ?? 0)
    bytes.append(number: end.map { UInt64(clamping: $0.nanos) } ?? DBNRecord.noTime)
    bytes.append(number: UInt64(0))  // no limit
    switch symbology {
    case .symbolToInstrument: bytes += [Self.rawSymbol, Self.instrumentID]
    case .instrumentToSymbol: bytes += [Self.instrumentID, Self.rawSymbol]
    case .other: bytes += [Self.noSymbology, Self.rawSymbol]
    }
    bytes.append(hasSendTimes ? 1 : 0)
    bytes.append(number: UInt16(Self.symbolSize))
    bytes += Array(repeating: 0, count: Self.fixedSize - bytes.count)
    bytes.append(number: UInt32(0))
  }
}

extension [UInt8] {
  fileprivate mutating func append(number: some FixedWidthInteger) {
    for index in 0..<number.bitWidth / 8 { append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
  }

  /// Appends a text in a field of a size, whose last byte stays 0.
  fileprivate mutating func append(_ text: String, size: Int, _ name: String) throws(HistoryError) {
    let bytes = Array(text.utf8)
    guard bytes.count < size, bytes.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      throw HistoryError(
        name, expected: "a name of at most \(size - 1) ASCII characters", found: "\"\(text.prefix(100))\"")
    }
    self += bytes + Array(repeating: 0, count: size - bytes.count)
  }
}
