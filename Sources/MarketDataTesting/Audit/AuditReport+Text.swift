import MarketData

extension AuditReport: CustomStringConvertible {
  /// The most lines of each list.
  private static let mostLines = 20

  /// The verdict, a table of kinds, and what was missed or false, for people.
  public var description: String {
    var lines = [verdict]
    if faults > 0 { lines += table.map { "  " + $0 } }
    lines += list("missed", missed.map { missedText($0) })
    lines += list("false alarms", falseAlarms.map(\.text))
    return lines.joined(separator: "\n")
  }

  private var verdict: String {
    var parts = ["noticed \(matches.count) of \(faults) within \(durationText(within))"]
    parts.append("\(missed.count) missed")
    parts.append("\(falseAlarms.count) false alarms")
    if !repeats.isEmpty { parts.append("\(repeats.count) said again") }
    if !besides.isEmpty { parts.append("\(besides.count) of other faults") }
    if letGo > 0 { parts.append("\(letGo) rows let go by the ledger: raise its capacity") }
    return parts.joined(separator: ", ")
  }

  /// One line for each kind, columns aligned.
  private var table: [String] {
    var rows = [["fault", "noticed", "missed", "p50", "p99", "max"]]
    for kind in FaultKind.allCases {
      let counts = (matches.count { $0.row.kind == kind }, missed.count { $0.kind == kind })
      guard counts != (0, 0) else { continue }
      let delays = [50, 99, 100].map { delay(percentile: $0, of: kind).map(durationText) ?? "–" }
      rows.append([kind.rawValue, "\(counts.0)", "\(counts.1)"] + delays)
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + padding : padding + cell.0
      }.joined(separator: "  ")
    }
  }

  private func list(_ title: String, _ items: [String]) -> [String] {
    guard !items.isEmpty else { return [] }
    let rest = items.count - Self.mostLines
    return ["\(title):"] + items.prefix(Self.mostLines).map { "  " + $0 } + (rest > 0 ? ["  and \(rest) more"] : [])
  }

  /// A fault that was missed, and what came too late for it.
  private func missedText(_ row: FaultLedger.Row) -> String {
    let late = falseAlarms.first {
      $0.symbol == row.symbol && $0.time > row.time && $0.kinds?.contains(row.kind) ?? true
        && $0.time <= (row.ended ?? .distantFuture) + within
    }
    let delay = late.map { "; first alarm after \(durationText($0.time - row.time))" } ?? ""
    return row.text + delay
  }
}

extension FaultLedger.Row {
  /// The row in a line, for people.
  fileprivate var text: String {
    let quotes = sequence == lastSequence ? "quote \(sequence)" : "quotes \(sequence) to \(lastSequence)"
    let length = duration == .zero ? "" : ", \(durationText(duration))"
    let name = window.isEmpty ? "" : ", window \"\(window)\""
    return "#\(id) \(kind.rawValue) of \(symbol) at \(time), \(quotes)\(length)\(name)"
  }
}

extension Detection {
  /// The detection in a line, for people.
  fileprivate var text: String {
    let quote = sequence.map { ", quote \($0)" } ?? ""
    return "\(symbol) at \(time)\(quote)\(note.isEmpty ? "" : ", \(note)")"
  }
}

/// A duration in milliseconds, exact to the nanosecond, with its unit.
func durationText(_ duration: Duration) -> String {
  let (whole, rest) = duration.nanos.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
  var digits = String(String(rest + 1_000_000).dropFirst())
  while digits.last == "0" { digits.removeLast() }
  return "\(duration < .zero ? "-" : "")\(whole)\(digits.isEmpty ? "" : ".\(digits)") ms"
}
