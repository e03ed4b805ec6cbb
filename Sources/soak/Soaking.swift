import ArgumentParser
import MarketDataTesting

#if canImport(Glibc)
  import Glibc
#endif

/// Runs seeds and says what is wrong with them; `scripts/soak` builds it first.
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
  @Option(help: "How many seeds run at a time.")
  var jobs = 2

  func validate() throws {
    guard jobs >= 1 else { throw ValidationError("--jobs: expected at least 1, found \(jobs)") }
    guard !first.addingReportingOverflow(seeds).overflow else {
      throw ValidationError("--first: expected one with \(seeds) numbers after it, found \(first)")
    }
  }

  func run() async throws {
    if let seed {
      print(try SoakOptions(seed: seed))
      guard try report(seed, Verdict(seed: seed)) else { throw ExitCode.failure }
      return
    }
    var (progress, failed) = (Progress(total: seeds), [UInt64]())
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

/// A bar on a terminal, at most ten times for every percent.
private struct Progress {
  let total: UInt64
  private(set) var quotes = 0
  private var done: UInt64 = 0
  private let isShown = isatty(STDERR_FILENO) == 1

  init(total: UInt64) { self.total = max(1, total) }

  mutating func add(quotes: Int) {
    done += 1
    self.quotes += quotes
    guard isShown, done % max(1, total / 1000) == 0 else { return }
    let width = Int(done * 40 / total)
    let bar = String(repeating: "█", count: width) + String(repeating: "░", count: 40 - width)
    write("\r\(bar) \(done) of \(total) seeds")
  }

  func clear() { if isShown { write("\r\u{1B}[K") } }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}
