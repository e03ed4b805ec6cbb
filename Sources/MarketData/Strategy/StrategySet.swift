/// Strategies, and which of them gets which quote. A value: `StrategyEngine` runs it in real time, a test in virtual.
public struct StrategySet: Sendable {
  private var strategies: [any Strategy]
  private var reports: [StrategyReport]
  /// The strategies of a symbol are `routes[starts[index] ..< starts[index + 1]]`.
  private var starts: [Int32] = []
  private var routes: [Int32] = []
  /// The latest time that the strategies were told; a quote that comes late does not turn it back.
  private var time = Timestamp(nanos: .min)
  /// The time that strategies were last told, and how far it must be behind before they are told again.
  private var told = Timestamp(nanos: .min)
  private static let granularity = Duration.milliseconds(10)

  /// Strategies in the order in which they are called.
  public init(_ strategies: [any Strategy]) {
    self.strategies = strategies
    reports = strategies.map { StrategyReport(name: $0.name) }
    var bySymbol: [[Int32]] = []
    for (number, strategy) in strategies.enumerated() {
      for symbol in Set(strategy.symbols) {
        while bySymbol.count <= symbol.index { bySymbol.append([]) }
        bySymbol[symbol.index].append(Int32(number))
      }
    }
    for numbers in bySymbol {
      starts.append(Int32(routes.count))
      routes += numbers
    }
    starts.append(Int32(routes.count))
  }

  /// All symbols that any strategy wants, in the order of their tickers.
  public func collectAllSymbols() -> [Symbol] { Set(strategies.flatMap(\.symbols)).sorted() }

  /// Errors that any strategy threw.
  public private(set) var errorCount = 0

  /// What each strategy did so far, in order.
  public var statistics: [StrategyReport] { reports }

  /// Drives the strategies over one batch: its notices, its quotes, and the time of the latest of them.
  public mutating func process(_ batch: QuoteBatch, onSignal: (Signal) -> Void) {
    for notice in batch.notices { tell(notice, onSignal) }
    batch.withUnsafeBufferPointer { quotes in
      for quote in quotes {
        time = max(time, quote.received)
        route(quote, onSignal)
      }
    }
    if time - told >= Self.granularity { advance(to: time, onSignal: onSignal) }
  }

  /// Tells the strategies what time it is. It never runs backwards.
  public mutating func advance(to now: Timestamp, onSignal: (Signal) -> Void) {
    time = max(time, now)
    told = time
    let time = time
    everyone(onSignal) { try $0.onTime(time) }
  }

  private mutating func tell(_ notice: StreamNotice, _ onSignal: (Signal) -> Void) {
    switch notice {
    case .gap(let gap): everyone(onSignal) { try $0.onGap(gap) }
    case .health(let change):
      time = max(time, change.time)
      those(of: change.symbol, onSignal) { try $0.onHealthChange(change) }
    case .market(let event): those(of: event.symbol, onSignal) { try $0.onMarketEvent(event) }
    case .replay(let event): everyone(onSignal) { try $0.onReplay(event) }
    }
  }

  private mutating func those(
    of symbol: Symbol, _ onSignal: (Signal) -> Void, _ call: (inout any Strategy) throws -> Signal?
  ) {
    guard symbol.index + 1 < starts.count else { return }
    for number in routes[Int(starts[symbol.index])..<Int(starts[symbol.index + 1])] {
      attempt(Int(number), onSignal, call)
    }
  }

  @inline(__always)
  private mutating func route(_ quote: Quote, _ onSignal: (Signal) -> Void) {
    let index = quote.symbol.index
    guard index + 1 < starts.count else { return }
    var place = Int(starts[index])
    let end = Int(starts[index + 1])
    while place < end {
      let number = Int(routes[place])
      reports[number].quotes += 1
      do {
        if let signal = try strategies[number].onQuote(quote) { announce(signal, by: number, onSignal) }
      } catch { contain(error, of: number) }
      place += 1
    }
  }

  private mutating func everyone(_ onSignal: (Signal) -> Void, _ call: (inout any Strategy) throws -> Signal?) {
    for number in strategies.indices { attempt(number, onSignal, call) }
  }

  private mutating func attempt(
    _ number: Int, _ onSignal: (Signal) -> Void, _ call: (inout any Strategy) throws -> Signal?
  ) {
    do {
      if let signal = try call(&strategies[number]) { announce(signal, by: number, onSignal) }
    } catch { contain(error, of: number) }
  }

  private mutating func announce(_ signal: Signal, by number: Int, _ onSignal: (Signal) -> Void) {
    var signal = signal
    signal.strategy = reports[number].name
    reports[number].signals += 1
    onSignal(signal)
  }

  private mutating func contain(_ error: any Error, of number: Int) {
    errorCount += 1
    reports[number].errors += 1
    reports[number].lastError = "\(error)"
  }
}

/// What one strategy did.
public struct StrategyReport: Hashable, Sendable {
  /// Its name.
  public var name: String
  /// Quotes that it got.
  public var quotes = 0
  /// Signals that it gave.
  public var signals = 0
  /// Errors that it threw.
  public var errors = 0
  /// The text of the last of them.
  public var lastError: String?
}
