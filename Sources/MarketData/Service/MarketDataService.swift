public import Logging
public import ServiceLifecycle

/// A market: quotes from a source, through faults, to bounded streams, a table of latest quotes, and a cache.
///
/// One task drives the whole path. Settings change between two batches, whole and at once. `start`, `stop` and
/// `ensureSubscribed` are idempotent.
public actor MarketDataService: Service {
  /// The configuration it was made with.
  public nonisolated let config: MarketDataConfig
  nonisolated let latest: LatestQuotes
  nonisolated let distributor: Distributor
  /// Whether quotes come at their own pace, so that nobody may make the source wait.
  package nonisolated let isLive: Bool
  let clock: any MarketClock
  let cache: (any QuoteCache)?
  let logger: Logger
  let alarm = Alarm()

  var pipeline: Pipeline
  var time: MarketTime
  var phase = Phase.stopped
  var blocked = Duration.zero
  var skipped = Duration.zero
  /// Since when the pipeline waits for full streams; nil when it does not.
  var blockedSince: Timestamp?
  /// Tasks that wait to push because a step's worth of quotes was pushed already.
  var pushers: [CheckedContinuation<Void, Never>] = []
  var symbols: SymbolUse
  private var driver: Task<Void, Never>?
  private var idleSince: Timestamp

  /// Where the service is in its life: stopped → running → stopping → stopped.
  enum Phase: Equatable {
    case stopped
    case running
    case stopping(deadline: Timestamp)
  }

  /// A service that is not running yet.
  ///
  /// - Parameters:
  ///   - source: Where quotes come from; by default the mock market of `config`, if that is its `source`.
  ///   - cache: Where latest quotes are kept for others. The caller closes it.
  ///   - clock: What time it is; a manual clock in tests.
  /// - Throws: `ConfigError` with everything that is wrong with `config`.
  public init(
    _ config: MarketDataConfig, source: (any DataSource)? = nil, cache: (any QuoteCache)? = nil,
    clock: any MarketClock = SystemClock.shared, logger: Logger = Logger(label: "marketdata")
  ) throws(ConfigError) {
    var problems = config.validate()
    if source == nil, config.source != .mock {
      problems.append(
        ConfigProblem(
          "market_data.source", expected: "mock, when the service is given no other source",
          found: config.source.rawValue))
    }
    guard problems.isEmpty else { throw ConfigError(problems) }
    let now = clock.now
    let source = source ?? MockDataSource(config: config, origin: now)
    (self.config, self.cache, self.clock, self.logger) = (config, cache, clock, logger)
    isLive = source.isLive
    latest = LatestQuotes(acceptOlder: config.acceptOlder)
    distributor = Distributor(alarm: alarm)
    pipeline = Pipeline(source: source, config: config)
    time = MarketTime(pace: config.pace, start: now)
    symbols = SymbolUse(pinned: config.standingSymbols)
    idleSince = now
  }

  // MARK: Life

  /// Starts the market. Without effect when it runs; after a stop it goes on where it was.
  ///
  /// - Throws: `DataSourceError` when the source does not have a symbol.
  public func start() async throws(DataSourceError) {
    while case .stopping = phase { await driver?.value }
    guard phase == .stopped else { return }
    let now = clock.now
    pipeline.shift(by: time.hold(from: idleSince, to: now))
    idleSince = now
    try pipeline.activate(symbols.running.sorted(), at: time.now(at: now))
    phase = .running
    logger.info("market started", metadata: ["seed": "\(config.seed)", "symbols": "\(symbols.running.count)"])
    driver = Task { await drive() }
  }

  /// Stops the market, in at most `config.stopTimeout` and half a second for the cache. Without effect when it is
  /// stopped.
  ///
  /// Quotes in flight leave at once; what full streams do not take in time is given up, and a last gap says so. What
  /// is buffered stays readable, then the streams end.
  public func stop() async {
    if phase == .running {
      phase = .stopping(deadline: clock.now + config.stopTimeout)
      alarm.ring()
    }
    await driver?.value
  }

  /// Runs until graceful shutdown, cancellation, or a `stop` by somebody else: for a `ServiceGroup`.
  ///
  /// - Throws: What `start` throws; then all streams have ended.
  public func run() async throws {
    do { try await start() } catch {
      distributor.finish(at: pipeline.nextPosition)
      throw error
    }
    await withTaskGroup { group in
      group.addTask { try? await gracefulShutdown() }
      group.addTask { await self.driver?.value }
      await group.next()
      await stop()
      group.cancelAll()
    }
  }

  /// The market's time: that of its quotes. At real pace the time of the clock, while nothing blocks the market; while
  /// it is stopped, the time at which it was.
  public var marketTime: Timestamp { time.now(at: blockedSince ?? (phase == .stopped ? idleSince : clock.now)) }

  func ended(at now: Timestamp) {
    idleSince = now
    phase = .stopped
    clock.retire(alarm)
    logger.info("market stopped", metadata: ["emitted": "\(pipeline.counters.emitted)"])
  }

  // MARK: Quotes

  /// The latest quote of a symbol, or nil. Any thread; never waits for I/O.
  public nonisolated func quote(for symbol: Symbol) -> Quote? { latest.quote(for: symbol) }

  /// How a symbol's stream is; nil for one of which nothing is known yet. Any thread; never waits for I/O.
  public nonisolated func health(of symbol: Symbol) -> StreamHealth? { latest.health(of: symbol) }

  /// A stream of all quotes emitted from now on, in batches.
  ///
  /// Made while the service is stopped, it begins with the next start. It unregisters by itself when it is cancelled, or let go together with its iterators. A stream that is kept and
  /// not read makes everybody wait, if its policy is `suspend`.
  ///
  /// - Parameters:
  ///   - policy: What happens when it is full; by default `config.overflow`.
  ///   - bound: How many quotes it holds; by default `config.queueMaxSize`.
  /// - Throws: `ServiceError.invalidBound`, and `.suspendsLiveSource`.
  public nonisolated func stream(
    policy: OverflowPolicy? = nil, bound: Int? = nil
  ) throws(ServiceError) -> AsyncStream<QuoteBatch> {
    let (policy, bound) = try streamOptions(policy, bound)
    return distributor.subscribe(policy: policy, bound: bound)
  }

  /// The same as `stream`, for a reader on an executor of its own.
  package nonisolated func reader(
    policy: OverflowPolicy? = nil, bound: Int? = nil
  ) throws(ServiceError) -> BatchReader {
    let (policy, bound) = try streamOptions(policy, bound)
    return distributor.reader(policy: policy, bound: bound)
  }

  private nonisolated func streamOptions(
    _ policy: OverflowPolicy?, _ bound: Int?
  ) throws(ServiceError) -> (OverflowPolicy, Int) {
    let (policy, bound) = (policy ?? config.overflow, bound ?? config.queueMaxSize)
    guard (1...1_000_000).contains(bound) else { throw .invalidBound(bound) }
    guard !isLive || policy != .suspend else { throw .suspendsLiveSource }
    return (policy, bound)
  }
}
