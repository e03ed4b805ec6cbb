import MarketData

/// Control messages in MessagePack, value by value.
struct MessagePackWriter {
  private var writer = ByteWriter(capacity: 64)

  /// The bytes so far.
  var bytes: [UInt8] { Array(writer.bytes) }

  mutating func array(count: Int) { write { $0.packArray(count: count) } }
  mutating func map(count: Int) { write { $0.packMap(count: count) } }
  mutating func integer(_ number: Int64) { write { $0.pack(number) } }
  mutating func text(_ text: String) { writer.pack(text) }

  private mutating func write(_ body: (inout ByteCursor) -> Void) {
    writer.write(atMost: ByteCursor.longestMessagePackNumber, body)
  }
}

extension ByteWriter {
  /// Appends a text of any length.
  mutating func pack(_ text: String) {
    let count = text.utf8.count
    write(atMost: ByteCursor.longestMessagePackNumber + count) { cursor in
      cursor.packText(count: count)
      for byte in text.utf8 { cursor.put(byte: byte) }
    }
  }
}
