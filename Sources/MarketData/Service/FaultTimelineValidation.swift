extension MarketDataConfig {
  /// What is wrong with the timeline, and with the faults of the user's scenarios.
  func timelineProblems() -> [ConfigProblem] {
    var lists = [WindowList(key: "market_data.faults.timeline", windows: timeline.windows)]
    for (scenario, definition) in scenarios.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      lists.append(WindowList(key: Self.faultsKey(of: scenario), windows: definition.faults, isOfScenario: true))
    }
    let problems = lists.flatMap { $0.problems() }
    // Overlaps are looked for among all pairs.
    guard lists.allSatisfy({ $0.windows.count <= WindowList.limit }) else { return problems }
    return problems + overlaps()
  }

  /// Windows that overlap, those of scenarios included, for the symbols that have them. Scenarios that no symbol has
  /// are looked at by themselves.
  private func overlaps() -> [ConfigProblem] {
    let users = Dictionary(grouping: symbols.keys) { symbols[$0]?.scenario ?? defaultScenario }
    var together = WindowList(key: "market_data.faults.timeline", windows: timeline.windows).placed()
    var problems: [ConfigProblem] = []
    for scenario in Set(scenarios.keys).union(users.keys).sorted(by: { $0.rawValue < $1.rawValue }) {
      let faults = WindowList(key: Self.faultsKey(of: scenario), windows: definition(of: scenario)?.faults ?? [])
      if let users = users[scenario] {
        together += faults.placed(for: Set(users))
      } else {
        problems += overlapProblems(faults.placed())
      }
    }
    return overlapProblems(together) + problems
  }

  private static func faultsKey(of scenario: SymbolScenario) -> String {
    "market_data.scenarios.\(scenario.rawValue).faults"
  }
}

/// Windows under one key of the configuration.
private struct WindowList {
  static let limit = 1000
  let key: String
  let windows: [FaultWindow]
  var isOfScenario = false

  func problems() -> [ConfigProblem] {
    guard windows.count <= Self.limit else {
      return [ConfigProblem(key, expected: "at most \(Self.limit) windows", found: "\(windows.count)")]
    }
    return windows.enumerated().flatMap { index, window in
      let section = "\(key)[\(index)]"
      guard isOfScenario, window.symbols != nil else { return window.problems(section: section) }
      return [symbolsProblem(of: window, section)] + window.forAll.problems(section: section)
    }
  }

  /// That a window names symbols, though it is for those that have the scenario.
  private func symbolsProblem(of window: FaultWindow, _ section: String) -> ConfigProblem {
    let symbols = (window.symbols ?? []).sorted()
    let names = symbols.prefix(3).map(\.ticker) + (symbols.count > 3 ? ["…"] : [])
    return ConfigProblem(
      "\(section).symbols", expected: "none, since the faults of a scenario strike the symbols that have it",
      found: "[\(names.joined(separator: ", "))]")
  }

  /// The windows with their keys, for their own symbols or for the given ones.
  func placed(for symbols: Set<Symbol>? = nil) -> [(key: String, window: FaultWindow)] {
    windows.enumerated().map { index, window in
      var window = window
      window.symbols = symbols ?? window.symbols
      return ("\(key)[\(index)]", window)
    }
  }
}

/// One for each window that overlaps an earlier one of its kind for a common symbol.
private func overlapProblems(_ windows: [(key: String, window: FaultWindow)]) -> [ConfigProblem] {
  var problems: [ConfigProblem] = []
  for (index, (key, window)) in windows.enumerated() {
    guard let other = windows[..<index].first(where: { $0.window.overlaps(window) }) else { continue }
    let whom = window.commonSymbol(other.window).map { "for \($0)" } ?? "for all symbols"
    problems.append(
      ConfigProblem(
        key, expected: "no other \(window.fault.name) for the same symbol at the same time",
        found: "\(window.span) \(whom), and \(other.key) \(other.window.span)"))
  }
  return problems
}

extension FaultWindow {
  /// What is wrong with it, under keys of the section.
  func problems(section: String) -> [ConfigProblem] {
    var check = ConfigCheck(section: section)
    check("from", from, ConfigRules.windowBegin)
    check("for", lasting, ConfigRules.windowLength)
    check("name", name, ConfigRules.windowName)
    check("symbols", symbols, ConfigRules.windowSymbols)
    switch fault {
    case .mute: break
    case .faults(let config): check.add(config.problems(section: "\(section).faults"))
    case .first(let count): check("first", count, ConfigRules.firstQuotes)
    case .burstLoss(let loss):
      check("burst_loss.good_to_bad", loss.goodToBad, ConfigRules.probability)
      check("burst_loss.bad_to_good", loss.badToGood, ConfigRules.probability)
      check("burst_loss.loss_when_good", loss.lossWhenGood, ConfigRules.probability)
      check("burst_loss.loss_when_bad", loss.lossWhenBad, ConfigRules.probability)
    case .clockStep(let step): check("clock_step", step, ConfigRules.clockStep)
    case .clockSkew(let millionths): check("clock_skew_ppm", millionths, ConfigRules.clockSkew)
    case .drift(let rate): check("drift", rate, ConfigRules.driftRate)
    case .swizzle(let fraction):
      check("swizzle", fraction, ConfigRules.swizzleFraction)
      if lasting == nil {
        let length = "\(ConfigRules.windowLength.expected), since a swizzle releases its symbols"
        check.add([ConfigProblem("\(section).for", expected: length, found: "none")])
      }
    }
    return check.problems
  }

  /// The same for every symbol.
  fileprivate var forAll: FaultWindow {
    var window = self
    window.symbols = nil
    return window
  }

  /// As in `from 10 s to 40 s`, or `from 10 s on`.
  fileprivate var span: String {
    lasting.map { "from \(secondsText(from)) to \(secondsText(from + $0))" } ?? "from \(secondsText(from)) on"
  }

  fileprivate func overlaps(_ other: FaultWindow) -> Bool {
    guard fault.name == other.fault.name else { return false }
    if let lasting, from + lasting <= other.from { return false }
    if let lasting = other.lasting, other.from + lasting <= from { return false }
    guard let symbols, let others = other.symbols else { return (symbols ?? other.symbols)?.isEmpty != true }
    return !symbols.isDisjoint(with: others)
  }

  /// The first of the symbols that both strike; nil: all.
  fileprivate func commonSymbol(_ other: FaultWindow) -> Symbol? {
    guard let symbols, let others = other.symbols else { return (symbols ?? other.symbols)?.min() }
    return symbols.intersection(others).min()
  }
}

extension ScriptedFault {
  /// Its key in the configuration.
  fileprivate var name: String { kind?.rawValue ?? "faults" }
}

extension ConfigRules {
  private static let longest = Duration.seconds(366 * 86_400)

  /// `timeline[].from`.
  package static let windowBegin = ValueRule<Duration>(
    "a time from 0 to 366 days after the start", allows: { $0 >= .zero && $0 <= longest }, text: secondsText)
  /// `timeline[].for`.
  package static let windowLength = ValueRule<Duration>(
    "a time above 0 and up to 366 days", allows: { $0 > .zero && $0 <= longest }, text: secondsText)
  /// `timeline[].name`.
  package static let windowName = ValueRule.visibleText(upTo: 64)
  /// `timeline[].symbols`: a window without any would never strike.
  package static let windowSymbols = ValueRule<Set<Symbol>>(
    "at least one symbol, or none of the key for all", allows: { !$0.isEmpty }, text: { _ in "none" })
  /// `timeline[].first`, in quotes.
  package static let firstQuotes = ValueRule.whole(0...1_000_000_000)
  /// `timeline[].clock_step`.
  package static let clockStep = ValueRule<Duration>(
    "a time from -1 day to 1 day, but not 0",
    allows: { $0 != .zero && $0 >= .seconds(-86_400) && $0 <= .seconds(86_400) }, text: secondsText)
  /// `timeline[].clock_skew_ppm`.
  package static let clockSkew = ValueRule<Double>(
    "a number from -1000000 to 1000000, but not 0", allows: { $0 != 0 && (-1e6...1e6).contains($0) }, text: shortText)
  /// `timeline[].drift`.
  package static let driftRate = ValueRule<Double>(
    "a number above 0.001 and below 1", allows: { $0 > 0.001 && $0 < 1 }, text: shortText)
  /// `timeline[].swizzle`.
  package static let swizzleFraction = ValueRule<Double>(
    "a number above 0 and up to 1", allows: { $0 > 0 && $0 <= 1 }, text: shortText)
}

/// A duration in seconds, exact to the nanosecond, with its unit.
@Sendable private func secondsText(_ duration: Duration) -> String {
  let (seconds, fraction) = duration.nanos.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
  var digits = String(String(fraction + 1_000_000_000).dropFirst())
  while digits.last == "0" { digits.removeLast() }
  return "\(duration < .zero ? "-" : "")\(seconds)\(digits.isEmpty ? "" : ".\(digits)") s"
}
