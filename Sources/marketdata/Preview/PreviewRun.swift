import MarketData

/// Simulates one symbol of a scenario, and notes what a picture shows.
struct PreviewRun {
  private var preview: Preview
  private let symbol: Symbol
  private let ordinarySilence: Double
  private var state: (health: StreamHealth, since: Double)?
  private var haltedSince: Double?

  /// - Parameter config: Its only symbol is the one to be shown.
  /// - Throws: `Failure` when the configuration cannot be used.
  static func preview(
    _ config: MarketDataConfig, of symbol: Symbol, start: Timestamp, duration: Duration
  ) throws(Failure) -> Preview {
    var simulation: Simulation
    do { simulation = try Simulation(config, start: start) } catch { throw .configuration(error.description) }
    var run = PreviewRun(config, symbol, start, duration)
    run.judge(simulation.health(of: symbol), at: 0)
    while let batch = simulation.step(until: start + duration) { run.take(batch) }
    return run.finish(simulation.ledger, config)
  }

  private init(_ config: MarketDataConfig, _ symbol: Symbol, _ start: Timestamp, _ duration: Duration) {
    let scenario = config.scenario(of: symbol)
    let definition = config.definition(of: scenario)
    self.symbol = symbol
    let interval = config.symbols[symbol]?.tickInterval ?? config.defaultTickInterval
    ordinarySilence = (definition?.longestSilence(tickInterval: interval) ?? interval).inSeconds
    preview = Preview(
      scenario: scenario.rawValue, summary: definition?.summary ?? "", ticker: symbol.ticker, seed: config.seed,
      start: start, length: duration.inSeconds, isEastern: definition?.goesByNewYork == true)
  }

  private func seconds(_ time: Timestamp) -> Double { min(preview.length, max(0, (time - preview.start).inSeconds)) }

  private mutating func take(_ batch: QuoteBatch) {
    for notice in batch.notices {
      switch notice {
      case .health(let change): judge(change.to, at: seconds(change.time))
      case .market(.status(let status)): note(status)
      default: break
      }
    }
    for quote in batch where quote.changes.contains(.trade) {
      preview.points.append(
        .init(time: seconds(quote.received), price: quote.price.approximate, size: Int(quote.size)))
      sequences.append(quote.sequence)
    }
  }
  private var sequences: [UInt64] = []

  private mutating func judge(_ health: StreamHealth?, at time: Double) {
    if let state, time > state.since {
      preview.health.append(.init(state: state.health, extent: state.since..<time))
    }
    state = health.map { ($0, time) }
  }

  private mutating func note(_ status: TradingStatus) {
    let time = seconds(status.timestamp)
    if status.code == "T", let since = haltedSince, time > since { preview.halts.append(since..<time) }
    haltedSince = status.code == "T" ? nil : haltedSince ?? time
  }

  // MARK: The end

  private consuming func finish(_ ledger: FaultLedger, _ config: MarketDataConfig) -> Preview {
    judge(nil, at: preview.length)
    if let since = haltedSince, since < preview.length { preview.halts.append(since..<preview.length) }
    addClosed(config.definition(of: config.scenario(of: symbol))?.calendar ?? .always)
    addSilences()
    addFaults(ledger.rows)
    return preview
  }

  private mutating func addClosed(_ calendar: MarketCalendar) {
    var time = preview.start
    let end = preview.start + .milliseconds(Int64(preview.length * 1000))
    while time < end {
      let session = calendar.session(at: time)
      if !session.isOpen { preview.closed.append(seconds(time)..<max(seconds(time), seconds(session.end))) }
      guard session.end > time else { return }
      time = session.end
    }
  }

  private mutating func addSilences() {
    let times = [0] + preview.points.map(\.time) + [preview.length]
    for (from, to) in zip(times, times.dropFirst()) where to - from > 2 * ordinarySilence {
      preview.silences += Self.parts(of: from..<to, without: preview.halts + preview.closed)
        .filter { $0.upperBound - $0.lowerBound > 2 * ordinarySilence }
    }
  }

  /// What is left of a stretch.
  private static func parts(of whole: Range<Double>, without taken: [Range<Double>]) -> [Range<Double>] {
    taken.reduce([whole]) { parts, gone in
      parts.flatMap { part in
        let before = part.lowerBound..<min(max(gone.lowerBound, part.lowerBound), part.upperBound)
        let after = max(min(gone.upperBound, part.upperBound), part.lowerBound)..<part.upperBound
        return part.overlaps(gone) ? [before, after].filter { !$0.isEmpty } : [part]
      }
    }
  }

  private mutating func addFaults(_ rows: [FaultLedger.Row]) {
    for kind in FaultKind.allCases {
      let marks = rows.filter { $0.kind == kind }.map { row in
        seconds(row.time)...max(seconds(row.time), seconds(row.ended ?? .distantFuture))
      }
      if !marks.isEmpty { preview.faults.append(.init(kind: kind, marks: marks)) }
    }
    // A lie would stretch the scale beyond use.
    let lies = Set(rows.filter { $0.kind == .corrupt }.map(\.sequence))
    guard !lies.isEmpty else { return }
    preview.points = zip(preview.points, sequences).filter { !lies.contains($0.1) }.map(\.0)
  }
}

extension ScenarioDefinition {
  /// Whether anything in it goes by days in New York.
  var goesByNewYork: Bool {
    calendar != .always
      || phases.contains { if case .elapsed = $0.start { false } else { true } }
  }
}
