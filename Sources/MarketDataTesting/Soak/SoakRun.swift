import MarketData

/// Runs the market of some options in virtual time, beside the same market without faults, and notes all that happens.
package struct SoakRun {
  private let options: SoakOptions
  private var pipeline: Pipeline
  /// The same market without faults.
  private var source: MockDataSource
  private var now: Timestamp
  /// Cuts time into steps.
  private var random: SplitMix64
  private var pushed: [Quote] = []
  private var readers: [SoakReader?]
  private var batches = 0
  private var outcome = SoakOutcome()

  /// A market at time zero.
  ///
  /// - Parameters:
  ///   - steps: Another number cuts time into other steps, which must make no difference.
  ///   - ledgerCapacity: Instead of that of the options.
  package init(_ options: SoakOptions, steps: UInt64 = 0, ledgerCapacity: Int? = nil) {
    self.options = options
    var config = options.config
    config.ledgerCapacity = ledgerCapacity ?? config.ledgerCapacity
    source = MockDataSource(config: config, origin: options.start)
    pipeline = Pipeline(source: source, config: config)
    (now, random) = (options.start, SplitMix64(seed: options.seed ^ steps))
    readers = options.subscribers.map { _ in nil }
    for problem in options.config.validate() { outcome.problems.append("the options are refused: \(problem)") }
  }

  /// Runs to the end.
  package consuming func run() -> SoakOutcome {
    subscribe(options.config.symbols.keys.filter { options.config.symbols[$0]?.onDemand == false })
    for change in options.changes {
      advance(to: max(now, options.start + change.at))
      apply(change.action)
    }
    advance(to: max(now, options.start + options.length))
    step()  // what was changed last shows, too
    while case let batch = pipeline.drain(), !batch.isVoid { take(batch, isLast: true) }
    note()
    for index in readers.indices {
      let end = pipeline.nextPosition
      readers[index]?.finish(at: end)
      if let reader = readers[index] { outcome.transcripts.append(reader.transcript) }
    }
    (outcome.ledger, outcome.letGo) = (pipeline.ledger.rows, pipeline.ledger.letGo)
    return outcome
  }

  // MARK: Time

  private mutating func advance(to end: Timestamp) {
    while now < end {
      now = min(end, now + .nanoseconds(1 + Int64(random.next() % UInt64(options.longestStep.nanos))))
      step()
    }
  }

  /// All that is due by now.
  private mutating func step() {
    outcome.clean.append(.quotes(pushed + source.quotes(to: now, events: &outcome.events), until: now))
    pushed = []
    var idle = 0
    repeat {
      let batch = pipeline.step(to: now, receivedAt: nil)
      idle = batch.isVoid ? idle + 1 : 0
      take(batch, isLast: false)
    } while pipeline.nextDeadline.map { $0 <= now } ?? false && idle < 100
    if idle >= 100 { outcome.problems.append("nothing happens at \(now), though something is due") }
    note()
  }

  private mutating func note() {
    outcome.counters.append(pipeline.counters)
    outcome.emitted.append(outcome.quotes.count)
  }

  private mutating func take(_ batch: QuoteBatch, isLast: Bool) {
    guard !batch.isVoid else { return }
    let next = UInt64(outcome.quotes.count) + 1
    if batch.firstPosition != next { outcome.problems.append("position \(batch.firstPosition) instead of \(next)") }
    let told = outcome.notices.count
    outcome.notices += batch.notices.map { SoakOutcome.PlacedNotice(position: next, notice: $0) }
    outcome.quotes += batch
    for (index, subscriber) in options.subscribers.enumerated() {
      if subscriber.joins == batches {
        readers[index] = SoakReader(subscriber, firstPosition: batch.firstPosition, firstNotice: told)
      }
      if subscriber.leaves == batches, var reader = readers[index] {
        reader.leave()
        outcome.transcripts.append(reader.transcript)
        readers[index] = nil
      }
      readers[index]?.offer(batch, isLast: isLast)
    }
    batches += 1
  }

  // MARK: Changes

  private mutating func apply(_ action: SoakOptions.Action) {
    do {
      switch action {
      case .setFaults(let faults, let perSymbol, let timeline):
        try pipeline.setFaults(faults, perSymbol: perSymbol, timeline: timeline, at: now)
      case .refuseFaults(let faults, let timeline): refuse(faults, timeline)
      case .setScenario(let scenario, let symbol): setScenario(scenario, symbol)
      case .subscribe(let symbols): subscribe(symbols)
      case .unsubscribe(let symbol): unsubscribe(symbol)
      case .push(let symbol, let price): push(symbol, price)
      case .hold(let duration):
        step()  // what was pushed was before
        pipeline.shift(by: duration)
        source.shift(by: duration)
        now = now + duration
      }
    } catch {
      outcome.problems.append("\(error)")
    }
  }

  private mutating func refuse(_ faults: FaultConfig, _ timeline: FaultTimeline) {
    do {
      try pipeline.setFaults(faults, perSymbol: nil, timeline: timeline, at: now)
      outcome.problems.append("faults that cannot be were taken: \(faults), \(timeline)")
    } catch {}
  }

  private mutating func setScenario(_ scenario: SymbolScenario, _ symbol: Symbol) {
    // A symbol that has never run is not known yet; both must say so.
    let isKnown = (try? source.setScenario(scenario, for: symbol, at: now)) != nil
    let isTaken = (try? pipeline.setScenario(scenario, for: symbol, at: now)) != nil
    if isKnown != isTaken { outcome.problems.append("scenario of \(symbol): taken \(isTaken), not \(isKnown)") }
    noteHours(of: symbol)
  }

  private mutating func subscribe(_ symbols: [Symbol]) {
    do {
      try source.activate(symbols, at: now)
      try pipeline.activate(symbols, at: now)
    } catch { outcome.problems.append("\(error)") }
    for symbol in symbols { noteHours(of: symbol) }
  }

  private mutating func unsubscribe(_ symbol: Symbol) {
    source.deactivate(symbol)
    pipeline.deactivate(symbol)
    outcome.clean.append(.withdraw(symbol, pushed: pushed.count { $0.symbol == symbol }))
    pushed.removeAll { $0.symbol == symbol }
  }

  private mutating func push(_ symbol: Symbol, _ price: Price) {
    let quote = Quote(symbol: symbol, price: price, bid: price, ask: price, timestamp: now)
    let sequence = source.nextSequence(for: symbol)
    if pipeline.push(quote, at: now) != (sequence != nil) { outcome.problems.append("push of \(symbol) at \(now)") }
    guard let sequence else { return }
    pushed.append(quote)
    pushed[pushed.count - 1].sequence = sequence
  }

  private mutating func noteHours(of symbol: Symbol) {
    let own = options.config.symbols[symbol]?.calendar ?? options.config.health.calendar
    outcome.hours.append(
      SoakOutcome.Hours(symbol: symbol, from: now, calendar: own ?? source.calendar(of: symbol)))
  }
}

extension DataSource {
  /// All quotes due by a time, and all that is said besides.
  fileprivate mutating func quotes(to time: Timestamp, events: inout [SourceEvent]) -> [Quote] {
    var quotes: [Quote] = []
    repeat {
      quotes.append(addingCapacity: Pipeline.batchLimit) { advance(to: time, into: &$0) }
    } while nextDeadline.map { $0 <= time } ?? false
    events += takeEvents()
    return quotes
  }
}
