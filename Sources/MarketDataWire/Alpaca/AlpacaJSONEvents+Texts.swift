import MarketData

// Messages with texts of any length. They are rare, so that these may allocate.
extension AlpacaJSONEvents {
  static func write(
    _ band: PriceBand, _ ticker: [UInt8], _ times: inout TimeText, to writer: inout ByteWriter
  ) {
    writer.write(atMost: room) { cursor in
      cursor.put(#"{"T":"l","S":""#)
      cursor.put(ticker)
      cursor.field(#"","u":"#, band.upper)
      cursor.field(#","d":"#, band.lower)
    }
    writer.write(#","i":"#, band.indicator)
    writer.write(atMost: room) { $0.endObject(band.timestamp, &times) }
  }

  static func write(
    _ status: TradingStatus, _ ticker: [UInt8], _ times: inout TimeText, to writer: inout ByteWriter
  ) {
    writer.write(atMost: room) { cursor in
      cursor.put(#"{"T":"s","S":""#)
      cursor.put(ticker)
    }
    writer.write(#"","sc":"#, status.code)
    writer.write(#","sm":"#, status.message)
    writer.write(#","rc":"#, status.reasonCode)
    writer.write(#","rm":"#, status.reasonMessage)
    writer.write(atMost: room) { $0.endObject(status.timestamp, &times) }
  }

  static func write(
    _ correction: TradeCorrection, _ ticker: [UInt8], _ times: inout TimeText, to writer: inout ByteWriter
  ) {
    let (original, corrected) = (correction.original, correction.corrected)
    writer.write(atMost: room) { cursor in
      cursor.put(#"{"T":"c","S":""#)
      cursor.put(ticker)
      cursor.field(#"","x":"V","oi":"#, original.id)
      cursor.field(#","op":"#, original.price)
      cursor.field(#","os":"#, Int64(original.size))
    }
    writer.write(#","oc":"#, original.conditions)
    writer.write(atMost: room) { cursor in
      cursor.field(#","ci":"#, corrected.id)
      cursor.field(#","cp":"#, corrected.price)
      cursor.field(#","cs":"#, Int64(corrected.size))
    }
    writer.write(#","cc":"#, corrected.conditions)
    writer.write(atMost: room) { $0.endObject(correction.timestamp, &times) }
  }
}

extension ByteCursor {
  /// The tape, the time, and the end of the object.
  mutating func endObject(_ time: Timestamp, _ times: inout TimeText) {
    put(#","z":"C","t":""#)
    times.put(time, to: &self)
    put(#""}"#)
  }
}

extension ByteWriter {
  fileprivate mutating func write(_ start: StaticString, _ text: String) {
    var bytes: [UInt8] = []
    appendJSONString(text, to: &bytes)
    write(start, bytes)
  }

  fileprivate mutating func write(_ start: StaticString, _ texts: [String]) {
    var bytes: [UInt8] = []
    appendJSONArray(texts, to: &bytes)
    write(start, bytes)
  }

  private mutating func write(_ start: StaticString, _ bytes: [UInt8]) {
    write(atMost: start.utf8CodeUnitCount + bytes.count) { cursor in
      cursor.put(start)
      cursor.put(bytes)
    }
  }
}
