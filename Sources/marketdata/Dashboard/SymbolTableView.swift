import MarketData

/// The table of symbols: as many columns as fit, and as many rows.
struct SymbolTableView {
  /// One column. All but the sparkline are as wide as their widest cell.
  private struct Column {
    var title: String
    var isRight: Bool
    var minimum: Int
    var cell: @Sendable (DashboardState.Row, _ width: Int) -> Span
  }

  private static let trend = "TREND"
  private static let trendWidth = 10...30
  private static let gap = "  "

  private static let columns: [Column] = [
    Column(title: "SYMBOL", isRight: false, minimum: 6) { row, _ in Span(row.ticker, .bold) },
    Column(title: "SCENARIO", isRight: false, minimum: 8) { row, _ in Span(row.scenario, .dim) },
    Column(title: "PRICE", isRight: true, minimum: 9) { row, _ in
      Span((row.price.map(\.description) ?? "-") + arrow(row), row.style)
    },
    Column(title: trend, isRight: false, minimum: trendWidth.lowerBound) { row, width in
      Span(Sparkline.text(row.samples, width: width), row.style)
    },
    Column(title: "BID", isRight: true, minimum: 7) { row, _ in Span(row.bid.map(\.description) ?? "-") },
    Column(title: "ASK", isRight: true, minimum: 7) { row, _ in Span(row.ask.map(\.description) ?? "-") },
    Column(title: "AGE", isRight: true, minimum: 5) { row, _ in
      Span(row.price == nil ? "-" : age(row.age), row.isStale ? .warning : .plain)
    },
    Column(title: "STATE", isRight: false, minimum: 5) { row, _ in state(row) },
    Column(title: "CHANGE", isRight: true, minimum: 8) { row, _ in
      Span(row.price == nil ? "-" : percent(row.change), row.change > 0 ? .up : row.change < 0 ? .down : .plain)
    },
  ]

  /// The table in so many lines, the header included. Columns that do not fit are dropped from the right.
  static func lines(_ rows: [DashboardState.Row], more: Int, width: Int, height: Int) -> [StyledLine] {
    let total = rows.count + more
    let count = total <= height - 1 && more == 0 ? rows.count : max(0, min(rows.count, height - 2))
    let shown = rows.prefix(count)
    let fitting = layout(Array(shown), width: width)
    var lines = [line(fitting) { column, width in Span(aligned(column.title, column, width), .dim) }]
    for row in shown {
      lines.append(
        line(fitting) { column, width in
          let span = column.cell(row, width)
          return Span(aligned(span.text, column, width), span.style)
        })
    }
    if total > count { lines.append(StyledLine([Span("… and \(total - count) more", .dim)])) }
    return lines
  }

  private static func layout(_ rows: [DashboardState.Row], width: Int) -> [(column: Column, width: Int)] {
    var left = width
    var fitting: [(column: Column, width: Int)] = []
    for column in columns {
      let cells = column.title == trend ? 0 : rows.map { column.cell($0, 0).text.count }.max() ?? 0
      let needed = max(column.minimum, column.title.count, cells)
      let taken = needed + (fitting.isEmpty ? 0 : gap.count)
      guard taken <= left || fitting.isEmpty else { break }
      left -= taken
      fitting.append((column, needed))
    }
    if let place = fitting.firstIndex(where: { $0.column.title == trend }) {
      fitting[place].width = min(trendWidth.upperBound, fitting[place].width + max(0, left))
    }
    return fitting
  }

  private static func line(
    _ columns: [(column: Column, width: Int)], _ cell: (Column, Int) -> Span
  ) -> StyledLine {
    StyledLine(
      columns.enumerated().flatMap { place, entry in
        (place == 0 ? [] : [Span(gap)]) + [cell(entry.column, entry.width)]
      })
  }

  private static func aligned(_ text: String, _ column: Column, _ width: Int) -> String {
    column.isRight ? text.rightAligned(to: width) : text.padded(to: width)
  }

  private static func arrow(_ row: DashboardState.Row) -> String {
    row.direction > 0 ? " ▲" : row.direction < 0 ? " ▼" : "  "
  }

  private static func state(_ row: DashboardState.Row) -> Span {
    if row.isIdle { return Span("idle", .dim) }
    if let health = row.health { return Span(health.rawValue, health.style) }
    if row.price == nil { return Span("none", .dim) }
    return row.isStale ? Span("STALE", .warning) : Span("live", .up)
  }

  private static func age(_ age: Duration) -> String {
    let tenths = max(0, age.nanos / 100_000_000)
    return tenths < 1000 ? "\(tenths / 10).\(tenths % 10)s" : DurationText.brief(age)
  }

  private static func percent(_ ratio: Double) -> String {
    let hundredths = Int((min(max(ratio, -99), 99) * 10_000).rounded())
    return (hundredths < 0 ? "-" : "+") + decimal(hundredths.magnitude) + "%"
  }
}

extension StreamHealth {
  /// How it looks.
  var style: Style {
    switch self {
    case .live: .up
    case .late, .stale, .gapped: .warning
    case .mute: .down
    case .closed: .dim
    }
  }
}

extension DashboardState.Row {
  fileprivate var style: Style { direction > 0 ? .up : direction < 0 ? .down : .plain }
}
