import ArgumentParser
import MarketDataTesting

/// Runs seeds, or quiet weeks, and says what is wrong with them; `scripts/soak` builds it first.
@main
struct Soaking: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scripts/soak",
    abstract: "Runs markets with everything drawn from a seed, and checks that they did exactly what they say.")

  @Option(help: "How many seeds to run.")
  var seeds: UInt64 = 10_000
  @Option(help: "The first of them.")
  var first: UInt64 = 0
  @Option(help: "Run only this seed, and print every option that it expands to.")
  var seed: UInt64?
  @Option(help: "How many run at a time.")
  var jobs = 2
  @Option(
    help: ArgumentHelp(
      "Runs so many weeks of normal_day and low_liquidity from October 2024 on, at a quote a second and without a "
        + "fault, in place of seeds; any alarm is false. --seed is that of the market.", valueName: "weeks"))
  var quietWeeks: Int?
  @Option(help: "How many symbols have quiet weeks: Q0, Q1, ….")
  var symbols = 500
  @Option(help: ArgumentHelp("Mutes a symbol for an hour of its quiet weeks, to see an alarm.", valueName: "symbol"))
  var mute: String?

  func validate() throws {
    guard jobs >= 1 else { throw ValidationError("--jobs: expected at least 1, found \(jobs)") }
    guard !first.addingReportingOverflow(seeds).overflow else {
      throw ValidationError("--first: expected one with \(seeds) numbers after it, found \(first)")
    }
    guard (1...500).contains(quietWeeks ?? 1) else {
      throw ValidationError("--quiet-weeks: expected 1 to 500, found \(quietWeeks ?? 0)")
    }
    guard (1...100_000).contains(symbols) else {
      throw ValidationError("--symbols: expected 1 to 100000, found \(symbols)")
    }
    if let mute, quietWeeks == nil || !quietTickers.contains(mute) {
      throw ValidationError("--mute: expected --quiet-weeks and one of Q0 to Q\(symbols - 1), found \(mute)")
    }
  }

  func run() async throws {
    if let quietWeeks { return try await runQuietWeeks(quietWeeks) }
    if let seed {
      print(try SoakOptions(seed: seed))
      guard try report(seed, Verdict(seed: seed)) else { throw ExitCode.failure }
      return
    }
    var (progress, failed) = (Progress(total: seeds, "seeds"), [UInt64]())
    try await withThrowingTaskGroup(of: Verdict.self) { group in
      var next = first
      while next < first + seeds || !group.isEmpty {
        if next < first + seeds {
          let seed = next
          group.addTask { try Verdict(seed: seed) }
          next += 1
          guard next - first >= jobs || next == first + seeds else { continue }
        }
        guard let verdict = try await group.next() else { continue }
        progress.add(quotes: verdict.quotes)
        guard !verdict.problems.isEmpty else { continue }
        progress.clear()
        failed.append(verdict.seed)
        if failed.count <= 5 { print(try SoakOptions(seed: verdict.seed)) }
        _ = report(verdict.seed, verdict)
      }
    }
    progress.clear()
    print(
      "\(seeds) seeds from \(first), \(progress.quotes) quotes: \(failed.isEmpty ? "all well" : "\(failed.count) failed")"
    )
    if !failed.isEmpty { throw ExitCode.failure }
  }

  /// Prints what is wrong, and how to see it again.
  ///
  /// - Returns: Whether nothing is.
  private func report(_ seed: UInt64, _ verdict: Verdict) -> Bool {
    guard !verdict.problems.isEmpty else {
      print("seed \(seed): \(verdict.quotes) quotes, all well")
      return true
    }
    for problem in verdict.problems.prefix(10) { print("problem: \(problem)") }
    if verdict.problems.count > 10 { print("and \(verdict.problems.count - 10) more") }
    print("seed \(seed) failed; to run it again: scripts/soak --seed \(seed)")
    return false
  }
}

/// What came of a seed.
private struct Verdict {
  let seed: UInt64
  let problems: [String]
  let quotes: Int

  init(seed: UInt64) throws {
    self.seed = seed
    (problems, quotes) = Soak.verdict(try SoakOptions(seed: seed))
  }
}
