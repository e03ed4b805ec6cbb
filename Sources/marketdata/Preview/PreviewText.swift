import MarketData

/// A preview for a terminal.
struct PreviewText {
  /// How it can be drawn.
  enum Signs { case unicode, ascii }

  private static let priceRows = 12
  private static let volumeRows = 3

  let preview: Preview
  let signs: Signs
  let colour: Bool
  /// Characters for labels, and for what is drawn.
  private let (labels, columns): (Int, Int)

  /// The picture in lines of at most so many characters.
  static func lines(_ preview: Preview, width: Int, colour: Bool, signs: Signs) -> [String] {
    let picture = PreviewText(preview, width: width, colour: colour, signs: signs)
    let lines =
      picture.title() + picture.prices() + picture.volume() + picture.faults() + [picture.health()]
      + picture.times() + [picture.legend()]
    return lines.map { line in
      let text = line.text(width: width, colour: colour)
      return signs == .ascii ? ascii(text) : text
    }
  }

  private init(_ preview: Preview, width: Int, colour: Bool, signs: Signs) {
    (self.preview, self.colour, self.signs) = (preview, colour, signs)
    let prices = preview.range.map { PriceScale($0, most: 5).ticks.map { priceText($0).count } } ?? []
    labels = (prices + preview.faults.map(\.kind.rawValue.count) + [6]).max() ?? 6
    columns = max(20, min(width, 160) - labels - 2)
  }

  /// Texts of users may hold anything that can be seen.
  private static func ascii(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.isASCII ? Character($0) : "?" })
  }

  private func title() -> [StyledLine] {
    let summary = wrapped("\(preview.scenario)  \(preview.summary)")
    let first = StyledLine([
      Span(preview.scenario, .title), Span(String((summary.first ?? "").dropFirst(preview.scenario.count))),
    ])
    let facts = wrapped(preview.facts).map { StyledLine([Span($0, .dim)]) }
    return [first] + summary.dropFirst().map { StyledLine([Span($0)]) } + facts + [StyledLine()]
  }

  /// A text in lines that fit, broken between words.
  private func wrapped(_ text: String) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if let last = lines.last, !last.isEmpty, last.count + 1 + word.count > columns + labels + 2 { lines.append("") }
      lines[lines.count - 1] += (lines.last?.isEmpty == true ? "" : " ") + word
    }
    return lines
  }

  private func label(_ text: String) -> Span { Span(text.rightAligned(to: labels) + " ", .dim) }
  private var edge: Span { Span(signs == .ascii ? "|" : "│", .dim) }

  // MARK: Prices and volume

  private func prices() -> [StyledLine] {
    guard let range = preview.range else { return [StyledLine([label(""), edge, Span(" no quotes", .dim)])] }
    let scale = PriceScale(range, most: 5)
    let cells = signs == .ascii ? stars(scale) : dots(scale)
    var ticks: [Int: String] = [:]
    for tick in scale.ticks {
      ticks[Self.priceRows - 1 - min(Self.priceRows - 1, Int(scale.place(tick) * Double(Self.priceRows)))] = priceText(
        tick)
    }
    return cells.enumerated().map { row, cells in
      StyledLine([label(ticks[row] ?? ""), edge] + shaded(cells))
    }
  }

  /// Fills what is empty with shades, and joins neighbours of one style.
  private func shaded(_ cells: [Character?]) -> [Span] {
    var spans: [Span] = []
    for (column, cell) in cells.enumerated() {
      let (text, style) = cell.map { (String($0), Style.plain) } ?? shade(column)
      if spans.last?.style == style { spans[spans.count - 1].text += text } else { spans.append(Span(text, style)) }
    }
    return spans
  }

  private func shade(_ column: Int) -> (String, Style) {
    let width = preview.length / Double(columns)
    let middle = (Double(column) + 0.5) * width
    func covers(_ ranges: [Range<Double>]) -> Bool {
      ranges.contains {
        $0.contains(middle)
          || ($0.lowerBound <= middle && middle - $0.upperBound < width / 2
            && $0.upperBound - $0.lowerBound > width / 2)
      }
    }
    if covers(preview.halts) { return (signs == .ascii ? "H" : "▒", .down) }
    if covers(preview.silences) { return (signs == .ascii ? ":" : "░", .warning) }
    return covers(preview.closed) ? (signs == .ascii ? "." : "·", .dim) : (" ", .plain)
  }

  private func stars(_ scale: PriceScale) -> [[Character?]] {
    var cells = [[Character?]](repeating: Array(repeating: nil, count: columns), count: Self.priceRows)
    for (place, column) in preview.columns(columns).enumerated() {
      guard let column else { continue }
      for row in row(column.high, scale, of: Self.priceRows)...row(column.low, scale, of: Self.priceRows) {
        cells[row][place] = "*"
      }
    }
    return cells
  }

  /// Two dots across and four up in each cell.
  private func dots(_ scale: PriceScale) -> [[Character?]] {
    var canvas = BrailleCanvas(width: columns, height: Self.priceRows)
    let width = preview.length / Double(columns * 2)
    var last: (price: Double, time: Double)?
    for (place, column) in preview.columns(columns * 2).enumerated() {
      guard let column else { continue }
      var (low, high) = (column.low, column.high)
      if let last, !preview.isBroken(from: last.time, to: (Double(place) + 0.5) * width) {
        (low, high) = (min(low, last.price), max(high, last.price))
      }
      for row in row(high, scale, of: Self.priceRows * 4)...row(low, scale, of: Self.priceRows * 4) {
        canvas.set(place, row)
      }
      last = (column.last, column.time)
    }
    return canvas.cells
  }

  /// The row of a price, from the top.
  private func row(_ price: Double, _ scale: PriceScale, of rows: Int) -> Int {
    rows - 1 - min(rows - 1, Int(scale.place(price) * Double(rows)))
  }

  private func volume() -> [StyledLine] {
    let volumes = preview.columns(columns).map { $0?.volume ?? 0 }
    let most = max(1, volumes.max() ?? 1)
    let bars = signs == .ascii ? Array(" .:#") : Array(" ▁▂▃▄▅▆▇█")
    let full = bars.count - 1
    return (0..<Self.volumeRows).reversed().map { row in
      let text = volumes.map { volume in
        let filled = (Double(volume) / Double(most) * Double(Self.volumeRows * full)).rounded(.up)
        return bars[max(0, min(full, Int(filled) - row * full))]
      }
      return StyledLine([label(row == 0 ? "volume" : ""), edge, Span(String(text), .dim)])
    }
  }

  // MARK: Faults, health, times

  private func faults() -> [StyledLine] {
    preview.faults.map { lane in
      var cells = [Character](repeating: " ", count: columns)
      for mark in lane.marks {
        let (from, to) = (cell(mark.lowerBound), cell(mark.upperBound))
        for place in from...to {
          cells[place] = from == to ? (signs == .ascii ? "x" : "▪") : (signs == .ascii ? "=" : "━")
        }
      }
      return StyledLine([label(lane.kind.rawValue), edge, Span(String(cells), .warning)])
    }
  }

  private func health() -> StyledLine {
    var states = [StreamHealth?](repeating: nil, count: columns)
    for judgement in preview.health {
      for place in cell(judgement.extent.lowerBound)...cell(judgement.extent.upperBound) {
        // What is wrong for a moment is to be seen.
        if states[place].map({ $0 == .live || $0 == .closed }) ?? true || place > cell(judgement.extent.lowerBound) {
          states[place] = judgement.state
        }
      }
    }
    let spans = states.map { state in
      state.map { Span(colour ? "█" : $0.letter, $0.previewStyle) } ?? Span(" ")
    }
    return StyledLine([label("health"), edge] + spans)
  }

  private func cell(_ time: Double) -> Int { min(columns - 1, max(0, Int(time / preview.length * Double(columns)))) }

  private func times() -> [StyledLine] {
    let time = PreviewTime(start: preview.start, isEastern: preview.isEastern)
    var axis = [Character](repeating: signs == .ascii ? "-" : "─", count: columns)
    var names = ""
    for tick in time.ticks(length: preview.length, most: max(1, columns / 10)) {
      let place = cell(tick.time)
      axis[place] = signs == .ascii ? "+" : "┬"
      let begin = labels + 2 + place - tick.label.count / 2
      guard begin >= names.count + 1, begin + tick.label.count <= labels + 2 + columns else { continue }
      names += String(repeating: " ", count: begin - names.count) + tick.label
    }
    let corner = signs == .ascii ? "+" : "└"
    return [StyledLine([label(""), Span(corner + String(axis), .dim)]), StyledLine([Span(names, .dim)])]
  }

  /// What is to be seen, and only that.
  private func legend() -> StyledLine {
    var spans: [Span] = [label("")]
    func add(_ sign: String, _ style: Style, _ name: String) {
      spans += [Span(" "), Span(sign, style), Span(" \(name) ")]
    }
    if !preview.silences.isEmpty { add(signs == .ascii ? ":" : "░", .warning, "silence") }
    if !preview.halts.isEmpty { add(signs == .ascii ? "H" : "▒", .down, "halt") }
    if !preview.closed.isEmpty { add(signs == .ascii ? "." : "·", .dim, "market closed") }
    for state in StreamHealth.allCases where preview.health.contains(where: { $0.state == state }) {
      add(colour ? "█" : state.letter, state.previewStyle, state.rawValue)
    }
    return StyledLine(spans)
  }
}

extension StreamHealth {
  /// Where there are no colours.
  fileprivate var letter: String {
    switch self {
    case .live: "-"
    case .late: "L"
    case .stale: "S"
    case .mute: "M"
    case .gapped: "G"
    case .closed: "."
    }
  }

  /// Each state in a colour of its own.
  fileprivate var previewStyle: Style {
    switch self {
    case .live: .up
    case .late: .late
    case .stale: .warning
    case .mute: .down
    case .gapped: .gapped
    case .closed: .dim
    }
  }
}
