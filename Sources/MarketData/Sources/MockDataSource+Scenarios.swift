// Where symbols are in their scenarios: off the hot path.
extension MockDataSource {
  /// The most events that wait to be taken.
  private static let mostEvents = 100_000

  func definition(of entry: Int) -> ScenarioDefinition {
    parts[Int(plans[Int(symbols[entry].scenario)].part)].timeline.definition
  }

  /// Takes a symbol into the stretch of its scenario that a time is in.
  ///
  /// - Returns: When it may quote: then, or later if it must wait.
  mutating func enter(_ entry: Int, at elapsed: Int64) -> Int64 {
    let part = Int(plans[Int(symbols[entry].scenario)].part)
    let stretch = parts[part].timeline.stretch(at: elapsed, origin: origin)
    plan(stretch, of: part)
    symbols[entry].scenario = parts[part].current
    let before = symbols[entry].price
    move(entry, part, at: elapsed)
    if parts[part].tells { tell(entry, part, stretch, at: elapsed, before: before) }
    schedules[entry].isWaiting = stretch.isHalted || !stretch.isOpen
    guard schedules[entry].isWaiting else { return elapsed }
    symbols[entry].scenario = parts[part].entrance
    return stretch.isHalted ? stretch.end : sum(stretch.reopens, schedules[entry].phase)
  }

  /// Lets a scenario's current plan be that of a stretch.
  private mutating func plan(_ stretch: ScenarioStretch, of part: Int) {
    guard parts[part].planned != stretch else { return }
    parts[part].planned = stretch
    let parameters = parts[part].timeline.parameters(of: stretch.begin.phase)
    var plan = ScenarioPlan(parameters, intensity: stretch.intensity)
    (plan.part, plan.successor, plan.session) = (UInt16(part), parts[part].entrance, stretch.session)
    plan.validUntil = stretch.end
    plans[Int(parts[part].current)] = plan
  }

  /// Makes the moves of the phases that have begun since the symbol's last step.
  private mutating func move(_ entry: Int, _ part: Int, at elapsed: Int64) {
    let time = origin.adding(nanos: elapsed)
    if let seen = schedules[entry].seen {
      for begin in parts[part].timeline.begun(since: seen, through: elapsed, origin: origin) {
        let phase = parts[part].timeline.definition.phases[begin.phase]
        guard phase.gap != 0 else { continue }
        symbols[entry].jump(by: 1 + (phase.gapsEitherWay && goesDown(entry, begin) ? -phase.gap : phase.gap))
      }
    }
    schedules[entry].seen = MockSchedule.Moment(elapsed: elapsed, time: time)
  }

  /// The toss of a coin for a symbol at the begin of a phase.
  private func goesDown(_ entry: Int, _ begin: ScenarioTimeline.Begin) -> Bool {
    let seed = derivedSeed(config.seed, ticker: symbols[entry].symbol.ticker, purpose: 6)
    return mix64(seed &+ mix64(UInt64(bitPattern: begin.time))) & 1 == 1
  }

  // MARK: Telling

  /// Tells what else there is to know of a symbol from now on.
  ///
  /// - Parameter before: The price before the moves of this moment: limits that are kept hold for these too.
  private mutating func tell(
    _ entry: Int, _ part: Int, _ stretch: ScenarioStretch, at elapsed: Int64, before: Double
  ) {
    let symbol = symbols[entry].symbol
    var story = stories[entry] ?? SymbolStory()
    append(story.tellHalt(stretch.isHalted, symbol, at: origin.adding(nanos: elapsed)))
    let bands = parts[part].timeline.parameters(of: stretch.begin.phase).bands
    if let bands, stretch.isOpen, !stretch.isHalted {
      let price = bands.renewedEveryMs > 0 ? symbols[entry].price : before
      append(story.renew(bands, around: price, in: stretch, at: elapsed, symbol, origin: origin))
    }
    stories[entry] = story
    nextTurn = min(nextTurn, turn(of: stretch, bands, after: elapsed))
  }

  /// When a scenario that tells must be looked after next.
  private func turn(of stretch: ScenarioStretch, _ bands: ScenarioParameters.Bands?, after elapsed: Int64) -> Int64 {
    guard let bands, stretch.isOpen, !stretch.isHalted else { return stretch.end }
    return min(stretch.end, bands.nextRenewal(in: stretch, after: elapsed))
  }

  private mutating func append(_ event: SourceEvent?) {
    guard let event else { return }
    if events.count >= Self.mostEvents { events.removeFirst(Self.mostEvents / 2) }
    events.append(event)
  }

  /// Looks after all symbols of which there may be something to tell at `nextTurn`.
  mutating func turn() {
    let now = nextTurn
    (nextTurn, reached) = (.max, max(reached, now))
    for entry in stories.keys { begin(entry, at: now) }
  }

  /// Takes a symbol that runs up to a time, if its scenario tells more than quotes; lets it find out by itself, with
  /// its next tick, if it does not.
  mutating func begin(_ entry: Int, at elapsed: Int64) {
    let part = Int(plans[Int(symbols[entry].scenario)].part)
    if parts[part].tells, schedules[entry].isActive {
      let isWaiting = schedules[entry].isWaiting
      _ = enter(entry, at: elapsed)
      schedules[entry].isWaiting = isWaiting
    } else if stories[entry]?.isHalted == true, !parts[part].tells {
      append(stories[entry]?.tellHalt(false, symbols[entry].symbol, at: origin.adding(nanos: elapsed)))
    }
    symbols[entry].scenario = parts[part].entrance
  }

  /// After the scale has moved: days begin and end at other times on it.
  mutating func reconsiderDays() {
    for part in parts.indices {
      parts[part].timeline.forget()
      parts[part].planned = nil
    }
    for plan in plans.indices { plans[plan].validUntil = .min }
    if parts.contains(where: { $0.tells && $0.timeline.usesDays }) { nextTurn = min(nextTurn, max(reached, 0)) }
  }
}
