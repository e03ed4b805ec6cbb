import MarketData

// Messages with texts of any length.
extension AlpacaMessagePackEvents {
  static func write(_ band: PriceBand, _ ticker: [UInt8], to writer: inout ByteWriter) {
    writer.write(atMost: room) { cursor in
      cursor.beginMap("l", ticker, members: 7)
      cursor.member("u", band.upper)
      cursor.member("d", band.lower)
    }
    writer.write("i", band.indicator)
    writer.write(atMost: room) { $0.endMap(band.timestamp) }
  }

  static func write(_ status: TradingStatus, _ ticker: [UInt8], to writer: inout ByteWriter) {
    writer.write(atMost: room) { $0.beginMap("s", ticker, members: 8) }
    writer.write("sc", status.code)
    writer.write("sm", status.message)
    writer.write("rc", status.reasonCode)
    writer.write("rm", status.reasonMessage)
    writer.write(atMost: room) { $0.endMap(status.timestamp) }
  }

  static func write(_ correction: TradeCorrection, _ ticker: [UInt8], to writer: inout ByteWriter) {
    let (original, corrected) = (correction.original, correction.corrected)
    writer.write(atMost: room) { cursor in
      cursor.beginMap("c", ticker, members: 13)
      cursor.member("x", "V")
      cursor.member("oi", original.id)
      cursor.member("op", original.price)
      cursor.member("os", Int64(original.size))
    }
    writer.write("oc", original.conditions)
    writer.write(atMost: room) { cursor in
      cursor.member("ci", corrected.id)
      cursor.member("cp", corrected.price)
      cursor.member("cs", Int64(corrected.size))
    }
    writer.write("cc", corrected.conditions)
    writer.write(atMost: room) { $0.endMap(correction.timestamp) }
  }
}

extension ByteWriter {
  fileprivate mutating func write(_ name: StaticString, _ text: String) {
    write(atMost: 32) { $0.pack(short: name) }
    pack(text)
  }

  fileprivate mutating func write(_ name: StaticString, _ texts: [String]) {
    write(atMost: 48) { cursor in
      cursor.pack(short: name)
      cursor.packArray(count: texts.count)
    }
    for text in texts { pack(text) }
  }
}
