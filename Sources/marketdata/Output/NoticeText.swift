import MarketData

/// Notices as lines of JSON, between those of quotes: how programs in other languages see the health of a stream.
enum NoticeText {
  /// Appends a notice.
  static func append(_ notice: StreamNotice, to buffer: inout ByteWriter) {
    let bytes = Array(line(notice).utf8)
    buffer.write(atMost: bytes.count + 1) {
      $0.put(bytes)
      $0.put("\n")
    }
  }

  /// A JSON object, whose `notice` says what it is: `health`, `gap`, `status`, `price_band`, `replay`.
  static func line(_ notice: StreamNotice) -> String {
    let fields =
      switch notice {
      case .health(let change): health(change)
      case .gap(let gap):
        [
          ("notice", jsonText("gap")), ("from", "\(gap.from)"), ("to", "\(gap.to)"), ("count", "\(gap.count)"),
          ("cause", jsonText(gap.cause.rawValue)),
        ]
      case .market(.status(let status)):
        [
          ("notice", jsonText("status")), ("symbol", jsonText(status.symbol.ticker)), ("code", jsonText(status.code)),
          ("message", jsonText(status.message)), ("reason_code", jsonText(status.reasonCode)),
          ("reason_message", jsonText(status.reasonMessage)), ("time", time(status.timestamp)),
        ]
      case .market(.priceBand(let band)):
        [
          ("notice", jsonText("price_band")), ("symbol", jsonText(band.symbol.ticker)),
          ("upper", jsonText("\(band.upper)")), ("lower", jsonText("\(band.lower)")),
          ("indicator", jsonText(band.indicator)), ("time", time(band.timestamp)), ("sequence", "\(band.sequence)"),
        ]
      case .market(let event): [("notice", jsonText("market")), ("symbol", jsonText(event.symbol.ticker))]
      case .replay(let event): [("notice", jsonText("replay"))] + replay(event)
      }
    return "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }

  private static func health(_ change: HealthChange) -> [(String, String)] {
    let fields = [
      ("notice", jsonText("health")), ("symbol", jsonText(change.symbol.ticker)),
      ("from", jsonText(change.from.rawValue)), ("to", jsonText(change.to.rawValue)), ("time", time(change.time)),
    ]
    return fields + evidence(change.evidence)
  }

  private static func evidence(_ evidence: HealthChange.Evidence) -> [(String, String)] {
    switch evidence {
    case .quote: [("evidence", jsonText("quote"))]
    case .silence(let length): [("evidence", jsonText("silence")), ("silence_ms", milliseconds(length))]
    case .lag(let length): [("evidence", jsonText("lag")), ("lag_ms", milliseconds(length))]
    case .missing(let count): [("evidence", jsonText("missing")), ("missing", "\(count)")]
    case .hours: [("evidence", jsonText("hours"))]
    }
  }

  private static func replay(_ event: ReplayNotice) -> [(String, String)] {
    switch event {
    case .completed(let passes): [("event", jsonText("completed")), ("passes", "\(passes)")]
    case .looped(let pass): [("event", jsonText("looped")), ("pass", "\(pass)")]
    case .seeked(let place): [("event", jsonText("seeked")), ("time", time(place))]
    case .paused(let place): [("event", jsonText("paused")), ("time", time(place))]
    case .resumed(let place): [("event", jsonText("resumed")), ("time", time(place))]
    case .reached(let place): [("event", jsonText("reached")), ("time", time(place))]
    case .failed(let reason): [("event", jsonText("failed")), ("reason", jsonText(reason))]
    }
  }

  private static func time(_ time: Timestamp) -> String { jsonText(time.text(decimals: 9)) }

  /// Exactly, without zeros at the end.
  private static func milliseconds(_ duration: Duration) -> String {
    let (whole, rest) = duration.nanos.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    var digits = String(String(rest + 1_000_000).dropFirst())
    while digits.last == "0" { digits.removeLast() }
    return (duration < .zero ? "-" : "") + "\(whole)" + (digits.isEmpty ? "" : ".\(digits)")
  }
}
