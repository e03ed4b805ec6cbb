extension FaultLedger.Row {
  /// The row as one line of JSON, without the end of the line.
  ///
  /// The keys, always in this order: `id`, `kind`, `symbol`, `time`, `sequence`, `last_sequence`, `quotes`, `ended` (null
  /// for a window that is for good); and only where they mean something `duration_ms`, `rate`, `corruption`, `forced`,
  /// `window`. Times are RFC 3339 with nanoseconds.
  public var json: String {
    var writer = ByteWriter(capacity: 512)
    var timeText = TimeText()
    write(to: &writer, &timeText)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// Appends `json`.
  package func write(to writer: inout ByteWriter, _ timeText: inout TimeText) {
    let name = Array(window.utf8)
    // The fixed parts are at most 350 bytes, the ticker 32; an escaped byte is six.
    writer.write(atMost: 400 + 6 * name.count) { cursor in
      putSubject(&cursor, &timeText)
      if hasDuration {
        cursor.put(",\"duration_ms\":")
        cursor.put(milliseconds: duration.nanos)
      }
      if rate != 0 {
        cursor.put(",\"rate\":")
        cursor.put(Array(shortText(rate).utf8))
      }
      if let corruption { putText(",\"corruption\":\"", corruption.rawValue, &cursor) }
      if forced { cursor.put(",\"forced\":true") }
      if !name.isEmpty {
        cursor.put(",\"window\":\"")
        for byte in name { cursor.put(escaped: byte) }
        cursor.put("\"")
      }
      cursor.put("}")
    }
  }

  /// What every row has.
  private func putSubject(_ cursor: inout ByteCursor, _ timeText: inout TimeText) {
    cursor.put("{\"id\":")
    cursor.put(Int64(id))
    putText(",\"kind\":\"", kind.rawValue, &cursor)
    putText(",\"symbol\":\"", symbol.ticker, &cursor)
    cursor.put(",\"time\":\"")
    timeText.put(time, to: &cursor)
    cursor.put("\",\"sequence\":")
    cursor.put(sequence)
    cursor.put(",\"last_sequence\":")
    cursor.put(lastSequence)
    cursor.put(",\"quotes\":")
    cursor.put(Int64(quotes))
    cursor.put(",\"ended\":")
    guard let ended else { return cursor.put("null") }
    cursor.put("\"")
    timeText.put(ended, to: &cursor)
    cursor.put("\"")
  }

  /// A text without anything to escape, as tickers and names of kinds are.
  private func putText(_ key: StaticString, _ text: String, _ cursor: inout ByteCursor) {
    cursor.put(key)
    cursor.put(Array(text.utf8))
    cursor.put("\"")
  }

  private var hasDuration: Bool {
    switch kind {
    case .drop, .corrupt, .duplicate, .burstLoss: false
    case .delay, .reorder, .outOfOrder, .clockStep: true
    case .staleWindow, .mute, .swizzle, .first, .clockSkew, .drift: ended != nil
    }
  }
}

extension ByteCursor {
  /// Nanoseconds as milliseconds, exactly, without zeros at the end.
  fileprivate mutating func put(milliseconds nanos: Int64) {
    if nanos < 0 { put("-") }
    let (whole, rest) = nanos.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    put(whole)
    guard rest > 0 else { return }
    put(".")
    var (fraction, places) = (rest, 6)
    while fraction % 10 == 0 { (fraction, places) = (fraction / 10, places - 1) }
    put(fraction, places: places)
  }

  /// One byte of a text between quotation marks.
  fileprivate mutating func put(escaped byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      put("\\")
      put(byte: byte)
    case 0..<0x20:
      put("\\u00")
      for digit in [byte >> 4, byte & 0xF] { put(byte: UInt8(ascii: "0") + digit + (digit < 10 ? 0 : 39)) }
    default: put(byte: byte)
    }
  }
}
