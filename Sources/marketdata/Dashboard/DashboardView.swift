import MarketData

/// Draws the live table: a pure function of what is shown and of the terminal's size.
enum DashboardView {
  private static let maximumSignals = 6

  /// At most `height` lines of at most `width` characters.
  static func render(_ state: DashboardState, width: Int, height: Int, colour: Bool) -> [String] {
    lines(state, width: width, height: height).prefix(height).map { $0.text(width: width, colour: colour) }
  }

  private static func lines(_ state: DashboardState, width: Int, height: Int) -> [StyledLine] {
    let counters =
      [StyledLine(), portfolio(state), quotes(state), faults(state), cache(state)] + gateway(state)
    let logs = state.logs.suffix(height >= 24 ? 3 : 0).map { StyledLine([Span($0, .dim)]) }
    let middle = max(0, height - 2 - counters.count - logs.count)
    let wanted = 1 + state.rows.count + (state.moreSymbols > 0 ? 1 : 0)
    // The table has what it wants; signals take what is left, but three of them when there is any room at all.
    let signalRoom = middle < 9 ? 0 : min(1 + maximumSignals, max(4, middle - wanted - 1))
    let table = SymbolTableView.lines(
      state.rows, more: state.moreSymbols, width: width,
      height: max(1, middle - (signalRoom > 0 ? signalRoom + 1 : 0)))
    let signals = signalRoom > 0 ? [StyledLine()] + signalLines(state, height: signalRoom) : []
    return [title(state, width: width), StyledLine()] + table + signals + counters + logs
  }

  private static func title(_ state: DashboardState, width: Int) -> StyledLine {
    let title = state.title
    let time = DurationText.brief(title.elapsed) + (title.duration.map { " of \(DurationText.brief($0))" } ?? "")
    let hint = title.isStopping ? "stopping…" : "Ctrl-C to stop"
    let left = [
      Span("marketdata", .title),
      Span("  seed \(title.seed)  \(grouped(title.symbolCount)) symbol\(title.symbolCount == 1 ? "" : "s")  \(time)"),
    ]
    let used = left.reduce(0) { $0 + $1.text.count }
    guard used + 2 + hint.count <= width else { return StyledLine(left) }
    return StyledLine(left + [Span(hint.rightAligned(to: width - used), title.isStopping ? .warning : .dim)])
  }

  private static func signalLines(_ state: DashboardState, height: Int) -> [StyledLine] {
    let header = StyledLine([Span("SIGNALS", .dim), Span("  \(grouped(state.portfolio.signalCount))")])
    let width = max(6, state.signals.map(\.symbol.ticker.count).max() ?? 0)
    let lines = state.signals.prefix(height - 1).map { signal in
      StyledLine([
        Span(signal.time.text(decimals: 0).dropFirst(11).prefix(8) + "  ", .dim),
        Span(signal.action.rawValue.uppercased().padded(to: 4), signal.action.style),
        Span("  \(signal.symbol.ticker.padded(to: width)) at \(signal.price)  "),
        Span(signal.reason, .dim),
      ])
    }
    return [header] + (lines.isEmpty ? [StyledLine([Span("none yet", .dim)])] : lines)
  }

  private static func label(_ text: String) -> Span { Span(text.padded(to: 11), .dim) }

  private static func portfolio(_ state: DashboardState) -> StyledLine {
    let portfolio = state.portfolio
    let style: Style = portfolio.profit > .zero ? .up : portfolio.profit < .zero ? .down : .plain
    return StyledLine([
      label("PORTFOLIO"), Span("value \(MoneyText.cents(portfolio.value))  profit "),
      Span(MoneyText.signedCents(portfolio.profit), style),
      Span("  \(portfolio.positions) open" + (portfolio.isFresh ? "" : ", some by stale quotes")),
    ])
  }

  private static func quotes(_ state: DashboardState) -> StyledLine {
    let counters = state.counters
    let held = counters.blocked > .zero ? "  held back \(Int(counters.blocked.inMilliseconds)) ms" : ""
    return StyledLine([
      label("QUOTES"), Span("\(grouped(counters.emitted))  \(grouped(Int(counters.perSecond.rounded())))/s  "),
      Span("gaps \(grouped(counters.gaps))", counters.gaps > 0 ? .warning : .plain),
      Span("  in flight \(grouped(counters.inFlight))\(held)"),
    ])
  }

  private static func faults(_ state: DashboardState) -> StyledLine {
    let struck = state.counters.faults.filter { $0.count > 0 }
    guard !struck.isEmpty else { return StyledLine([label("FAULTS"), Span("none", .dim)]) }
    let counts = struck.map { "\($0.kind.rawValue) \(grouped($0.count))" }
    return StyledLine([label("FAULTS"), Span(counts.joined(separator: "  "), .warning)])
  }

  private static func cache(_ state: DashboardState) -> StyledLine {
    let cache = state.cache
    let isOK = cache.statistics.health == .ok
    return StyledLine([
      label("CACHE"), Span(isOK ? "ok" : "DEGRADED", isOK ? .up : .warning),
      Span(
        "  written \(grouped(cache.statistics.written))  merged \(grouped(cache.statistics.merged))"
          + "  refused \(grouped(cache.refusedOlder))  "), Span(cache.place, .dim),
    ])
  }
}

extension DashboardView {
  /// One line, or none when there is no gateway.
  private static func gateway(_ state: DashboardState) -> [StyledLine] {
    guard let gateway = state.gateway else { return [] }
    let clients = "\(grouped(gateway.clients)) client\(gateway.clients == 1 ? "" : "s")"
    let rate = "\(grouped(Int(gateway.perSecond.rounded())))/s"
    return [
      StyledLine([
        label("GATEWAY"), Span(clients, gateway.clients > 0 ? .up : .dim),
        Span("  messages \(grouped(gateway.messages))  \(rate)  "), Span(gateway.address, .dim),
      ])
    ]
  }
}

extension Signal.Action {
  fileprivate var style: Style {
    switch self {
    case .buy: .up
    case .sell: .down
    case .flat: .warning
    }
  }
}
