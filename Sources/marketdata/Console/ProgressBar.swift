import Glibc
import MarketData

/// How far a long work is, on one line of standard error, redrawn ten times a second at most.
struct ProgressBar {
  private static let width = 30
  /// Looked at the clock once in so many calls.
  private static let callsPerLook = 16

  private let noun: String
  private let isShown: Bool
  private let began = monotonicNanos()
  private var calls = 0
  private var next: Int64 = 0
  private var isDrawn = false

  /// A bar that is not drawn yet.
  ///
  /// - Parameters:
  ///   - noun: What is counted: quotes, rows.
  ///   - isShown: Whether there is a terminal to draw it on.
  init(_ noun: String, isShown: Bool) { (self.noun, self.isShown) = (noun, isShown) }

  /// Draws the bar, if it is time to.
  ///
  /// - Parameter done: How much of the work, from 0 to 1; nil: nobody knows.
  mutating func show(_ done: @autoclosure () -> Double?, count: Int) {
    guard isShown else { return }
    calls += 1
    guard calls.isMultiple(of: Self.callsPerLook) else { return }
    let now = monotonicNanos()
    guard now >= next else { return }
    (next, isDrawn) = (now + 100_000_000, true)
    let line = Self.line(done: done(), count: count, of: noun, seconds: Double(now - began) / 1e9)
    writeAll(Array(("\r" + line + "\u{1B}[K").utf8), to: STDERR_FILENO)
  }

  /// Takes the bar away.
  mutating func clear() {
    if isDrawn { writeAll(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO) }
    isDrawn = false
  }

  /// The bar as text; without the bar when nobody knows how much is done.
  static func line(done: Double?, count: Int, of noun: String, seconds: Double) -> String {
    let rate = seconds > 0 ? Int(Double(count) / seconds) : 0
    let counts = "\(grouped(count)) \(noun)  \(grouped(rate))/s"
    guard let done = done.map({ min(1, max(0, $0)) }) else { return counts }
    let filled = Int(done * Double(width))
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    return "\(bar) \("\(Int(done * 100))".rightAligned(to: 3)) %  \(counts)"
  }
}
