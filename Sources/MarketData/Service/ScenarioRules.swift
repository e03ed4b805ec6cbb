/// The rule of each value of a scenario. Whatever keeps them can be computed without overflow: prices stay above zero,
/// sizes within 32 bits, times within a timestamp.
package enum ScenarioRules {
  /// How many scenarios a configuration may have.
  package static let number = ValueRule<Int>("at most 10000 scenarios", allows: { $0 <= 10_000 })
  /// The most phases of a scenario.
  package static let mostPhases = 1000
  /// The name of a scenario.
  package static let scenarioName = ValueRule<String>(
    "a name of 1 to 64 characters from a-z 0-9 _ -",
    allows: { name in
      (1...64).contains(name.utf8.count)
        && name.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
          default: byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
          }
        }
    }, text: { $0.utf8.count <= 64 ? String(reflecting: $0) : "\($0.utf8.count) bytes" })
  /// The name of a phase.
  package static let phaseName = ValueRule<String>(
    "1 to 64 characters, none of them invisible",
    allows: { !$0.isEmpty && ValueRule.visibleText(upTo: 64).allows($0) }, text: ValueRule.visibleText(upTo: 64).text)
  /// What happens, in one line.
  package static let summary = ValueRule<String>.visibleText(upTo: 200)

  /// The mean relative step.
  package static let drift = ValueRule.number(-0.5...0.5)
  /// The scale of the noise.
  package static let volatility = ValueRule.number(0...0.5)
  /// A part of the price.
  package static let share = ValueRule.number(0...0.9)
  /// Drift, noise and jump together: a price must not come close to nothing in one step.
  package static let step = ValueRule<Double>(
    "drift, volatility and jumps that move the price by at most 0.95 of it in one step",
    allows: { $0 <= 0.95 }, text: { "up to \(shortText($0))" })
  /// A move at the begin of a phase.
  package static let gap = ValueRule.number(-0.9...9)
  /// One that goes up or down by chance: down by all of the price or more would leave nothing.
  package static let gapEitherWay = ValueRule<Double>(
    "a number from -0.9 to 0.9, since it may go down as well as up", allows: (-0.9...0.9).contains, text: shortText)
  /// Seconds per radian of a wave.
  package static let period = ValueRule.number(0.001...1e9)
  /// The distance from bid to ask.
  package static let spread = ValueRule.number(0...0.5)
  /// Shares of a trade.
  package static let sizes = ValueRule<ClosedRange<Int32>>(
    "whole numbers as [least, most] or one whole number, from 1 to 1000000",
    allows: { $0.lowerBound >= 1 && $0.upperBound <= 1_000_000 }, text: { "[\($0.lowerBound), \($0.upperBound)]" })
  /// What sizes are multiplied by.
  package static let scale = ValueRule.number(0.001...1000)
  /// The most trades of one tick.
  package static let tradesPerTick = ValueRule.whole(1...ScenarioParameters.mostTradesPerTick)
  /// Quiet ticks in a row.
  package static let quietTicks = ValueRule.whole(1...10_000)
  /// The ticks of a burst.
  package static let burst = ValueRule<ClosedRange<Int>>(
    "whole numbers as [least, most] or one whole number, from 1 to 10000",
    allows: { $0.lowerBound >= 1 && $0.upperBound <= 10_000 }, text: { "[\($0.lowerBound), \($0.upperBound)]" })
  /// The time between the ticks of a burst, as a fraction of the tick interval.
  package static let spacing = ValueRule.number(0.000001...1)
  /// How far limits are from the price.
  package static let bandWidth = ValueRule.number(0.001...0.9)
  /// When limits are renewed.
  package static let renewal = ValueRule<Int>(
    "0 (kept) or a whole number of milliseconds from 1000 to 86400000",
    allows: { $0 == 0 || (1000...86_400_000).contains($0) })

  /// When a phase begins after the market's start: up to ten years.
  package static let elapsed = time("a duration from 0 to 3650 days", .zero ... .seconds(3650 * 86_400))
  /// When a phase begins before or after the opening or the close.
  package static let offset = time("a duration from -12 to 12 hours", .seconds(-43_200) ... .seconds(43_200))
  /// When a scenario begins again.
  package static let cycle = time("a duration from 1 second to 3650 days", .seconds(1) ... .seconds(3650 * 86_400))

  private static func time(_ expected: String, _ range: ClosedRange<Duration>) -> ValueRule<Duration> {
    ValueRule(expected, allows: range.contains, text: text)
  }

  /// A duration in seconds.
  @Sendable static func text(_ duration: Duration) -> String { "\(shortText(duration / .seconds(1))) s" }
}
