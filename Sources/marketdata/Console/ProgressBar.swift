import Glibc
import MarketData

/// How far a simulation is, on one line of standard error, redrawn ten times a second at most.
struct ProgressBar {
  private static let width = 30
  /// Looked at the clock once in so many calls.
  private static let callsPerLook = 16

  private let start: Timestamp
  private let duration: Duration
  private let isShown: Bool
  private let began = monotonicNanos()
  private var calls = 0
  private var next: Int64 = 0
  private var isDrawn = false

  /// A bar that is not drawn yet.
  ///
  /// - Parameter isShown: Whether there is a terminal to draw it on.
  init(start: Timestamp, duration: Duration, isShown: Bool) {
    (self.start, self.duration, self.isShown) = (start, duration, isShown)
  }

  /// Draws the bar, if it is time to.
  mutating func show(_ reached: Timestamp, emitted: Int) {
    guard isShown else { return }
    calls += 1
    guard calls.isMultiple(of: Self.callsPerLook) else { return }
    let now = monotonicNanos()
    guard now >= next else { return }
    (next, isDrawn) = (now + 100_000_000, true)
    let done = min(1, (reached - start).inSeconds / duration.inSeconds)
    let line = Self.line(done: done, emitted: emitted, seconds: Double(now - began) / 1e9)
    writeAll(Array(("\r" + line + "\u{1B}[K").utf8), to: STDERR_FILENO)
  }

  /// Takes the bar away.
  mutating func clear() {
    if isDrawn { writeAll(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO) }
    isDrawn = false
  }

  /// The bar as text.
  static func line(done: Double, emitted: Int, seconds: Double) -> String {
    let filled = Int(done * Double(width))
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let rate = seconds > 0 ? Int(Double(emitted) / seconds) : 0
    return "\(bar) \("\(Int(done * 100))".rightAligned(to: 3)) %  \(grouped(emitted)) quotes  \(grouped(rate))/s"
  }
}
