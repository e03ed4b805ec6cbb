/// Numbers as a row of little bars, the latest at the right.
enum Sparkline {
  private static let bars = Array("▁▂▃▄▅▆▇█")

  /// The last `width` samples, scaled from the lowest to the highest of them; fewer leave the left empty.
  static func text(_ samples: [Double], width: Int) -> String {
    let shown = samples.suffix(width)
    guard let low = shown.min(), let high = shown.max() else { return String(repeating: " ", count: width) }
    let line = shown.map { sample in
      high > low ? bars[Int(((sample - low) / (high - low) * 7).rounded())] : bars[3]
    }
    return String(line).rightAligned(to: width)
  }
}
