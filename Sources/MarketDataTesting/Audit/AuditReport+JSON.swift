import MarketData

extension AuditReport {
  /// The whole report as one JSON object, for programs.
  ///
  /// The keys: `perfect`, `within_ns`, `faults`, `noticed`, `let_go`, then the lists `matches` (each with `delay_ns`, `row`
  /// as the ledger writes it, and `detection`), `missed` (rows), `false_alarms`, `repeats` and `besides` (detections:
  /// `symbol`, `time`, and where the consumer said so `sequence`, `kinds`, `note`).
  public var json: String {
    let counts = """
      "perfect":\(isPerfect),"within_ns":\(within.nanos),"faults":\(faults),"noticed":\(matches.count),"let_go":\(letGo)
      """
    let matches = matches.map {
      #"{"delay_ns":\#($0.delay.nanos),"row":\#($0.row.json),"detection":\#($0.detection.json)}"#
    }
    let lists = [
      ("matches", matches), ("missed", missed.map(\.json)), ("false_alarms", falseAlarms.map(\.json)),
      ("repeats", repeats.map(\.json)), ("besides", besides.map(\.json)),
    ]
    return "{\(counts),\(lists.map { #""\#($0)":[\#($1.joined(separator: ","))]"# }.joined(separator: ","))}"
  }
}

extension Detection {
  fileprivate var json: String {
    var fields = [#""symbol":"\#(symbol)""#, #""time":"\#(time.text(decimals: 9))""#]
    if let sequence { fields.append(#""sequence":\#(sequence)"#) }
    if let kinds { fields.append(#""kinds":[\#(kinds.map { "\"\($0.rawValue)\"" }.sorted().joined(separator: ","))]"#) }
    if !note.isEmpty { fields.append(#""note":\#(quoted(note))"#) }
    return "{\(fields.joined(separator: ","))}"
  }
}

/// A text between quotation marks (RFC 8259).
private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case "\u{0}"..."\u{1F}":
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
