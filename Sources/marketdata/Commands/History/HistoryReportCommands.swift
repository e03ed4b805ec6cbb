import ArgumentParser
import MarketData
import MarketDataConfiguration
import MarketDataHistory

/// `marketdata history ranges`.
struct HistoryRangesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ranges",
    abstract: "Says of which times there are rows, for each source and symbol.",
    discussion: """
      A silence longer than --gap is a gap; nights and weekends are gaps too.

      Examples:
        marketdata history ranges
        marketdata history ranges --gap 5m --json | jq -c 'select(.gaps != [])'
      """)
  @Option(
    help: ArgumentHelp("How long a silence is a gap, such as 30s, 5m, 1h.", valueName: "duration"),
    transform: DurationText.parse)
  var gap = Duration.seconds(3600)
  @OptionGroup var place: StoreOptions
  @Flag(help: "One JSON object a line, in place of a table.")
  var json = false

  func run() throws {
    let store = try place.open()
    let ranges = try Failure.ofHistory(withProgress { try store.ranges(gap: gap, progress: $0) })
    try printOut(json ? HistoryText.json(ranges) : HistoryText.table(ranges))
  }
}

/// `marketdata history stats`.
struct HistoryStatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Says how much there is.",
    discussion: """
      Examples:
        marketdata history stats
        marketdata history stats --json | jq .rows
      """)
  @OptionGroup var place: StoreOptions
  @Flag(help: "A JSON object, in place of a table.")
  var json = false

  func run() throws {
    let store = try place.open()
    let statistics = try Failure.ofHistory(withProgress { try store.stats(progress: $0) })
    try printOut(json ? HistoryText.json(statistics) : HistoryText.text(statistics, of: store.path))
  }
}

/// `marketdata history verify`.
struct HistoryVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Reads everything, and says what is wrong with it: exit code 65 then.",
    discussion: """
      Writers that ended without closing their work, killed or by a power cut, are named with what they had stored.

      Example:
        marketdata history verify
      """)
  @Flag(help: "Leaves out what takes longest.")
  var quick = false
  @OptionGroup var place: StoreOptions

  func run() throws {
    let store = try place.open()
    let result = try Failure.ofHistory(withProgress { try store.verify(quick: quick, progress: $0) })
    for session in result.cutOff { try printOut("\(session)\n") }
    for fault in result.faults { try printOut("\(fault)\n") }
    guard result.isSound else {
      throw Failure(
        code: 65,
        message: "\(store.path): expected a sound history, found \(grouped(result.faultCount)) faults; "
          + "keep a copy of it, and import into a new one what can be imported again")
    }
    try printOut("\(store.path): \(grouped(result.rows)) rows, all sound\n")
  }
}

/// `marketdata history cleanup`.
struct HistoryCleanupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cleanup",
    abstract: "Deletes old rows.",
    discussion: """
      Without --before and --days it keeps recycler.data_retention.recycled_data_days, counted in days of New York. The \
      room is used again by later rows; --vacuum gives it back to the disk.

      Examples:
        marketdata history cleanup --days 30
        marketdata history cleanup --before 2024-01-01 --source mock --vacuum
      """)
  @Option(
    help: ArgumentHelp("What is older goes: a day in New York, or a time in UTC.", valueName: "time"),
    transform: SelectionOptions.moment)
  var before: ReplayMoment?
  @Option(help: ArgumentHelp("How many days are kept besides this one.", valueName: "number"))
  var days: Int?
  @Option(help: ArgumentHelp("Only rows of this source.", valueName: "name"))
  var source: String?
  @Flag(help: "Writes the file anew, without the room that is free.")
  var vacuum = false
  @OptionGroup var place: StoreOptions

  func validate() throws {
    if before != nil, days != nil { throw ValidationError("expected --before or --days, found both") }
    if let days, !HistoryRules.retentionDays.allows(days) {
      throw ValidationError("--days: expected \(HistoryRules.retentionDays.expected), found \(days)")
    }
  }

  func run() throws {
    let store = try place.open()
    let kept = try days ?? place.options.load().configuration.recycler.retentionDays
    let time = before?.start ?? EasternTime.midnight(of: SystemClock.shared.now - .seconds(86_400 * kept))
    let deleted = try Failure.ofHistory(
      withProgress { try store.cleanup(before: time, source: source, progress: $0) })
    if vacuum { try Failure.ofHistory(store.vacuum()) }
    try printOut("\(store.path): \(grouped(deleted)) rows from before \(time) deleted\n")
  }
}

/// Shows how many rows were looked at, while something looks at all of them.
private func withProgress<Value>(_ body: ((Int) -> Void) throws -> Value) rethrows -> Value {
  var progress = ProgressBar("rows", isShown: Terminal.drawsProgress)
  defer { progress.clear() }
  return try body { progress.show(nil, count: $0) }
}
