import MarketData

/// A preview as an SVG picture: of its own background, without scripts, in fonts that every machine has.
struct PreviewSVG {
  private static let width = 900.0
  private static let plot = (left: 84.0, right: 866.0, top: 70.0, bottom: 262.0)
  private static let volumeHeight = 46.0
  private static let laneHeight = 16.0
  private static let columns = 400

  private let preview: Preview
  private var body = ""
  /// The lower end of what is drawn so far.
  private var bottom = PreviewSVG.plot.bottom

  /// The picture.
  static func text(_ preview: Preview) -> String {
    var picture = PreviewSVG(preview: preview)
    picture.drawTitle()
    picture.drawShades()
    picture.drawPrices()
    picture.drawVolume()
    picture.drawFaults()
    picture.drawHealth()
    picture.drawTimes()
    picture.drawLegend()
    return picture.whole()
  }

  private init(preview: Preview) { self.preview = preview }

  private func whole() -> String {
    let height = number(bottom + 14)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 \(height)" width="900" height="\(height)" role="img"
       font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif" font-size="12">
      <title>\(escaped("\(preview.scenario): \(preview.summary)"))</title>
      <rect width="100%" height="100%" rx="8" fill="#16181d"/>
      \(body)</svg>

      """
  }

  // MARK: Parts

  private mutating func drawTitle() {
    let summary = shortened(preview.summary, to: 122 - preview.scenario.count * 3 / 2)
    body +=
      "<text x=\"16\" y=\"26\"><tspan \(Ink.title) font-size=\"16\" font-weight=\"bold\">"
      + "\(escaped(preview.scenario))</tspan><tspan dx=\"12\" \(Ink.text)>\(escaped(summary))</tspan></text>\n"
    text(shortened(preview.facts, to: 140), x: 16, y: 48, fill: Ink.dim)
  }

  /// Shades lie behind prices and volume alike.
  private mutating func drawShades() {
    let height = Self.plot.bottom + 8 + Self.volumeHeight - Self.plot.top
    for (ranges, ink) in [(preview.closed, Ink.closed), (preview.halts, Ink.halt), (preview.silences, Ink.silence)] {
      for range in ranges {
        rectangle(x(range.lowerBound), Self.plot.top, x(range.upperBound) - x(range.lowerBound), height, fill: ink)
      }
    }
  }

  private mutating func drawPrices() {
    guard let range = preview.range else {
      return text("no quotes", x: 484, y: 170, fill: Ink.dim, more: "text-anchor=\"middle\"")
    }
    let scale = PriceScale(range, most: 8)
    for tick in scale.ticks {
      let y = y(tick, scale)
      body +=
        "<path d=\"M\(number(Self.plot.left)) \(number(y))H\(number(Self.plot.right))\" stroke=\"#d8dce4\" "
        + "stroke-opacity=\"0.1\"/>\n"
      text(priceText(tick), x: Self.plot.left - 8, y: y + 4, fill: Ink.dim, more: "text-anchor=\"end\"")
    }
    // Beyond the highest and the lowest price there is nothing that their names could cover.
    for (name, price, shift) in [("high", range.upperBound, -4.0), ("low", range.lowerBound, 11.0)] {
      let place = y(price, scale)
      body +=
        "<path d=\"M\(number(Self.plot.left)) \(number(place))H\(number(Self.plot.right))\" "
        + "stroke=\"\(Ink.price)\" stroke-opacity=\"0.45\" stroke-dasharray=\"2 4\"/>\n"
      text(
        "\(name) \(priceText(price))", x: Self.plot.right, y: place + shift, fill: "fill=\"\(Ink.price)\"",
        more: "fill-opacity=\"0.8\" text-anchor=\"end\" font-size=\"10\"")
    }
    body +=
      "<path d=\"\(path(scale))\" fill=\"none\" stroke=\"\(Ink.price)\" stroke-width=\"1.4\" "
      + "stroke-linejoin=\"round\" stroke-linecap=\"round\"/>\n"
  }

  /// Through the lowest and the highest price of each column, in the order of its first and last; broken where quotes
  /// are missing.
  private func path(_ scale: PriceScale) -> String {
    var path = ""
    var last: Double?
    let width = preview.length / Double(Self.columns)
    for (index, column) in preview.columns(Self.columns).enumerated() {
      guard let column else { continue }
      let begin = Double(index) * width
      let isJoined = last.map { !preview.isBroken(from: $0, to: begin + width / 2) } ?? false
      let ends = column.first <= column.last ? [column.low, column.high] : [column.high, column.low]
      for (place, price) in (column.low == column.high ? [column.low] : ends).enumerated() {
        let point = "\(number(x(begin + width * (0.25 + 0.5 * Double(place))))) \(number(y(price, scale)))"
        path += (place == 0 && !isJoined ? "M" : "L") + point
      }
      if column.low == column.high, !isJoined { path += "h0.8" }
      last = column.time
    }
    return path
  }

  private mutating func drawVolume() {
    bottom = Self.plot.bottom + 8 + Self.volumeHeight
    text("volume", x: Self.plot.left - 8, y: bottom - 4, fill: Ink.dim, more: "text-anchor=\"end\"")
    let columns = preview.columns(160)
    guard let most = columns.compactMap({ $0?.volume }).max(), most > 0 else { return }
    let width = (Self.plot.right - Self.plot.left) / 160
    var path = ""
    for (index, column) in columns.enumerated() {
      guard let column else { continue }
      let height = max(1, Double(column.volume) / Double(most) * Self.volumeHeight)
      let left = Self.plot.left + Double(index) * width + 0.5
      path += "M\(number(left)) \(number(bottom))v-\(number(height))h\(number(width - 1))v\(number(height))z"
    }
    body += "<path d=\"\(path)\" fill=\"\(Ink.volume)\"/>\n"
  }

  private mutating func drawFaults() {
    bottom += 6
    for lane in preview.faults {
      let middle = bottom + Self.laneHeight / 2
      text(
        lane.kind.rawValue, x: Self.plot.left - 8, y: middle + 4, fill: Ink.dim,
        more: "text-anchor=\"end\" font-size=\"11\"")
      var path = ""
      for mark in lane.marks {
        let width = max(2, x(mark.upperBound) - x(mark.lowerBound))
        path +=
          "M\(number(min(x(mark.lowerBound), Self.plot.right - 2))) \(number(middle - 4))h\(number(width))v8h-\(number(width))z"
      }
      body += "<path d=\"\(path)\" fill=\"\(Ink.fault)\" fill-opacity=\"0.85\"/>\n"
      bottom += Self.laneHeight
    }
  }

  private mutating func drawHealth() {
    text("health", x: Self.plot.left - 8, y: bottom + 13, fill: Ink.dim, more: "text-anchor=\"end\"")
    for judgement in preview.health {
      let (left, right) = (x(judgement.extent.lowerBound), x(judgement.extent.upperBound))
      rectangle(left, bottom + 4, max(1.5, right - left), 10, fill: "fill=\"\(judgement.state.ink)\"")
    }
    bottom += 20
  }

  private mutating func drawTimes() {
    let time = PreviewTime(start: preview.start, isEastern: preview.isEastern)
    for tick in time.ticks(length: preview.length, most: 12) {
      let place = number(x(tick.time))
      body +=
        "<path d=\"M\(place) \(number(Self.plot.top))V\(number(bottom))\" stroke=\"#d8dce4\" "
        + "stroke-opacity=\"0.08\"/>\n"
      text(tick.label, x: x(tick.time), y: bottom + 14, fill: Ink.dim, more: "text-anchor=\"middle\"")
    }
    bottom += 22
  }

  /// What is to be seen, and only that.
  private mutating func drawLegend() {
    var entries = [("price", "fill=\"\(Ink.price)\""), ("volume", "fill=\"\(Ink.volume)\"")]
    if !preview.silences.isEmpty { entries.append(("silence", Ink.silence)) }
    if !preview.halts.isEmpty { entries.append(("halt", Ink.halt)) }
    if !preview.closed.isEmpty { entries.append(("market closed", Ink.closed)) }
    if !preview.faults.isEmpty { entries.append(("fault", "fill=\"\(Ink.fault)\"")) }
    let place = drawEntries(entries, from: Self.plot.left)
    let states = StreamHealth.allCases.filter { state in preview.health.contains { $0.state == state } }
    if !states.isEmpty {
      text("health:", x: place + 8, y: bottom + 10, fill: Ink.dim, more: "font-size=\"11\"")
      _ = drawEntries(states.map { ($0.rawValue, "fill=\"\($0.ink)\"") }, from: place + 54)
    }
    bottom += 10
  }

  /// - Returns: Where the next one would be.
  private mutating func drawEntries(_ entries: [(name: String, fill: String)], from left: Double) -> Double {
    var place = left
    for (name, fill) in entries {
      rectangle(place, bottom + 1, 10, 10, fill: fill)
      text(name, x: place + 15, y: bottom + 10, fill: Ink.text, more: "font-size=\"11\"")
      place += 32 + Double(name.count) * 6.2
    }
    return place
  }

  // MARK: Marks

  private func x(_ time: Double) -> Double {
    Self.plot.left + time / preview.length * (Self.plot.right - Self.plot.left)
  }

  private func y(_ price: Double, _ scale: PriceScale) -> Double {
    Self.plot.bottom - scale.place(price) * (Self.plot.bottom - Self.plot.top)
  }

  private mutating func text(_ text: String, x: Double, y: Double, fill: String, more: String = "") {
    body +=
      "<text x=\"\(number(x))\" y=\"\(number(y))\" \(fill)\(more.isEmpty ? "" : " " + more)>"
      + "\(escaped(text))</text>\n"
  }

  private mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String) {
    body +=
      "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\" \(fill)/>\n"
  }
}

/// The colours, as attributes where there is more than one value.
private enum Ink {
  static let title = "fill=\"#5ec8d0\""
  static let text = "fill=\"#d8dce4\""
  static let dim = "fill=\"#99a0ae\""
  static let price = "#5ec8d0"
  static let volume = "#4f6184"
  static let fault = "#e5b454"
  static let silence = "fill=\"#e5b454\" fill-opacity=\"0.22\""
  static let halt = "fill=\"#e0526a\" fill-opacity=\"0.3\""
  static let closed = "fill=\"#d8dce4\" fill-opacity=\"0.09\""
}

extension StreamHealth {
  fileprivate var ink: String {
    switch self {
    case .live: "#4fb286"
    case .late: "#8f9ce8"
    case .stale: "#e5a03c"
    case .mute: "#e0526a"
    case .gapped: "#c78be0"
    case .closed: "#565d6b"
    }
  }
}

/// A number with at most one decimal.
private func number(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  let text = tenths % 10 == 0 ? "\(tenths / 10)" : "\(abs(tenths) / 10).\(abs(tenths) % 10)"
  return tenths < 0 && tenths % 10 != 0 ? "-" + text : text
}

/// A text cut to a number of characters.
private func shortened(_ text: String, to count: Int) -> String {
  text.count <= count ? text : text.prefix(max(1, count - 1)) + "…"
}

private func escaped(_ text: String) -> String {
  text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    .replacing("\"", with: "&quot;")
}
