// Scenarios that go by the hours of New York.
extension ScenarioDefinition {
  static let normalDay = day(
    "a day in New York: busy at the open and the close, calm at noon, thin before and after", gap: 0.005,
    eitherWay: true)
  static let gapUp = day("a day in New York that opens 5 % above the last price before", gap: 0.05)
  static let gapDown = day("a day in New York that opens 5 % below the last price before", gap: -0.05)

  static let lowLiquidity: ScenarioDefinition = {
    var parameters = ScenarioParameters()
    parameters.volatility = 0.001
    parameters.activity = 0.15
    parameters.mostQuietTicks = 29
    parameters.spread = 0.01
    parameters.sizes = 1...100
    var definition = ScenarioDefinition("few quotes, at irregular intervals, with a wide spread", parameters)
    definition.calendar = .nyse
    return definition
  }()

  /// A day whose opening price lies off the last one before by `gap`.
  private static func day(_ summary: String, gap: Double, eitherWay: Bool = false) -> ScenarioDefinition {
    var regular = ScenarioParameters()
    regular.noise = .gaussian
    regular.volatility = 0.00015
    regular.spread = 0.0002
    regular.intraday = .uShaped
    var extended = regular
    extended.spread = 0.002
    extended.activity = 0.5
    extended.mostQuietTicks = 3
    var auction = regular
    auction.volatility = 0.0006
    auction.sizeScale = 4
    auction.spread = 0.0004
    var definition = ScenarioDefinition(summary, extended)
    definition.calendar = .nyseExtended
    definition.phases = [
      ScenarioPhase("open", at: .open(.zero), auction, gap: gap, gapsEitherWay: eitherWay),
      ScenarioPhase("day", at: .open(.seconds(300)), regular),
      ScenarioPhase("close", at: .close(.seconds(-300)), auction),
      ScenarioPhase("after hours", at: .close(.zero), extended, gap: 0.002, gapsEitherWay: true),
    ]
    return definition
  }
}
