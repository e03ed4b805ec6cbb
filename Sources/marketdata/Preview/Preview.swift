import MarketData

/// What one symbol of a scenario does in a while, as a picture shows it. Times are seconds from its start.
struct Preview: Hashable {
  var scenario: String
  var summary: String
  var ticker: String
  var seed: UInt64
  var start: Timestamp
  /// How long, in seconds.
  var length: Double
  /// Whether times are those of New York; else UTC.
  var isEastern = false
  /// The quotes in the order in which a subscriber gets them, without those that lie.
  var points: [Point] = []
  /// Stretches without quotes, though some are due.
  var silences: [Range<Double>] = []
  var halts: [Range<Double>] = []
  /// Outside of the market's hours.
  var closed: [Range<Double>] = []
  /// Injected faults, by kind, in the order of decision; those that never struck are not there.
  var faults: [Lane] = []
  /// How the stream is judged.
  var health: [Judgement] = []

  /// A quote.
  struct Point: Hashable {
    var time: Double
    var price: Double
    var size: Int
  }

  /// Faults of one kind.
  struct Lane: Hashable {
    var kind: FaultKind
    /// From when to when each one struck; the same, if it took no time.
    var marks: [ClosedRange<Double>]
  }

  /// A stretch of one state.
  struct Judgement: Hashable {
    var state: StreamHealth
    var extent: Range<Double>
  }

  /// The lowest and the highest price; nil without quotes.
  var range: ClosedRange<Double>? {
    guard let low = points.map(\.price).min(), let high = points.map(\.price).max() else { return nil }
    return low...high
  }

  var volume: Int { points.reduce(0) { $0 + $1.size } }

  /// In one line, whose times they are and what came of it.
  var facts: String {
    let zone = isEastern ? "New York" : "UTC"
    let day = PreviewTime(start: start, isEastern: isEastern).date(at: 0)
    let length = DurationText.brief(.milliseconds(Int64(length * 1000)))
    let head = "\(ticker), seed \(seed), 1 tick a second, \(length) from \(day) \(zone)"
    guard let range, let last = points.last else { return head + ": no quotes" }
    return head + "; high \(priceText(range.upperBound)), low \(priceText(range.lowerBound)), last "
      + "\(priceText(last.price)), volume \(grouped(volume))"
  }

  /// The quotes in so many stretches of the same length; nil where there are none.
  func columns(_ count: Int) -> [Column?] {
    var columns = [Column?](repeating: nil, count: count)
    for point in points {
      let place = min(count - 1, max(0, Int(point.time / length * Double(count))))
      columns[place] = columns[place]?.adding(point) ?? Column(point)
    }
    return columns
  }

  /// The quotes of a stretch.
  struct Column: Hashable {
    var first, last, low, high: Double
    var volume: Int
    /// When the last one came.
    var time: Double

    init(_ point: Point) {
      (first, last, low, high) = (point.price, point.price, point.price, point.price)
      (volume, time) = (point.size, point.time)
    }

    func adding(_ point: Point) -> Column {
      var result = self
      (result.last, result.time) = (point.price, point.time)
      (result.low, result.high) = (min(low, point.price), max(high, point.price))
      result.volume += point.size
      return result
    }
  }

  /// Whether quotes are missing between two moments, so that no line may join them.
  func isBroken(from: Double, to: Double) -> Bool {
    (silences + halts + closed).contains { $0.lowerBound < to && $0.upperBound > from }
  }
}

/// A price with two decimals, with four below 1.
func priceText(_ price: Double) -> String {
  if abs(price) >= 1 { return (price < 0 ? "-" : "") + decimal(UInt64((min(abs(price), 1e15) * 100).rounded())) }
  let digits = String(Int((abs(price) * 10_000).rounded()) + 10_000).dropFirst()
  return (price < 0 ? "-0." : "0.") + digits
}
