import ArgumentParser
import MarketData
import MarketDataTesting

extension Soaking {
  static let quietScenarios = [SymbolScenario.normalDay, .lowLiquidity]

  /// Runs whole markets, their symbols split among the jobs, and prints every alarm that should not have been.
  func runQuietWeeks(_ weeks: Int) async throws {
    let waiting = try quietMarkets(weeks)
    var (progress, reports) = (Progress(total: UInt64(waiting.count * weeks * 7), "days"), [QuietReport]())
    try await withThrowingTaskGroup(of: QuietWeeks.self) { group in
      var waiting = waiting[...]
      for market in waiting.prefix(jobs) { group.addTask { market.afterDay() } }
      waiting = waiting.dropFirst(jobs)
      while let market = try await group.next() {
        progress.add(quotes: 0)
        if !market.isOver {
          group.addTask { market.afterDay() }
        } else {
          reports.append(market.report)
          if let next = waiting.popFirst() { group.addTask { next.afterDay() } }
        }
      }
    }
    progress.clear()
    try tell(reports, weeks)
  }

  /// The markets of both scenarios, one of each for every job.
  private func quietMarkets(_ weeks: Int) throws -> [QuietWeeks] {
    let all = try quietTickers.map { try Symbol($0) }
    let muted = try mute.map { try Symbol($0) }
    let parts = (0..<min(jobs, symbols)).map { part in all.indices.filter { $0 % jobs == part }.map { all[$0] } }
    return try Self.quietScenarios.flatMap { scenario in
      try parts.map { symbols in
        let own = muted.flatMap { symbols.contains($0) ? $0 : nil }
        return try QuietWeeks(scenario, symbols, weeks: weeks, seed: seed ?? first, muted: own)
      }
    }
  }

  /// The symbols of a quiet market.
  var quietTickers: [String] { (0..<symbols).map { "Q\($0)" } }

  /// Prints what was found.
  ///
  /// - Throws: An exit code, when anything is wrong.
  private func tell(_ reports: [QuietReport], _ weeks: Int) throws {
    var isQuiet = true
    for scenario in Self.quietScenarios {
      let own = reports.filter { $0.scenario == scenario }
      guard var whole = own.first else { continue }
      for report in own.dropFirst() { whole.add(report) }
      for problem in whole.problems { print("problem: \(problem)") }
      print(whole)
      isQuiet = isQuiet && whole.problems.isEmpty
    }
    guard !isQuiet else { return }
    let muted = mute.map { " --mute \($0)" } ?? ""
    print(
      "to run them again: scripts/soak --quiet-weeks \(weeks) --symbols \(symbols) --seed \(seed ?? first)\(muted)")
    throw ExitCode.failure
  }
}

extension QuietWeeks {
  /// A day later.
  fileprivate func afterDay() -> QuietWeeks {
    var market = self
    market.runDay()
    return market
  }
}
