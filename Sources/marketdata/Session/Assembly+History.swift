import Logging
import MarketData
import MarketDataConfiguration
import MarketDataHistory

// What is made of history.
extension Assembly {
  /// A replay as configured, and the market that it needs: with the symbols that are replayed, as fast as configured.
  ///
  /// - Throws: `Failure` when there is no such history.
  static func replay(_ configuration: Configuration) throws(Failure) -> (MarketDataConfig, ReplayGenerator) {
    let recycler = configuration.recycler
    do throws(HistoryError) {
      let generator = try ReplayGenerator(configuration.history, recycler)
      var market = configuration.marketData
      market.source = .replay
      market.pace = recycler.pace == .unpaced ? .unpaced : .realTime
      let named = recycler.symbols.compactMap { try? Symbol($0) }
      market.symbols = [:]
      for symbol in named.isEmpty ? Array(try available(in: generator, configuration.history.path)) : named {
        // How prices move is history's affair; faults and cadence may still be its own.
        var symbolConfig = configuration.marketData.symbols[symbol] ?? SymbolConfig()
        symbolConfig.scenario = nil
        market.symbols[symbol] = symbolConfig
      }
      market.defaultScenario = .flat
      return (market, generator)
    } catch { throw Failure(code: 65, message: error.description) }
  }

  private static func available(
    in generator: ReplayGenerator, _ path: String
  ) throws(HistoryError) -> Set<Symbol> {
    guard let available = generator.available else {
      throw HistoryError(
        path, expected: "symbols in recycler.symbols, since the file does not name its own", found: "none")
    }
    return available
  }

  /// A recorder as configured.
  ///
  /// - Throws: `Failure` when the store cannot be written.
  fileprivate static func recorder(_ configuration: Configuration, logger: Logger) async throws(Failure) -> Recorder {
    let source = configuration.source == .replay ? RecorderConfig.recycled : "mock"
    let config = RecorderConfig(
      source: source, retentionDays: configuration.recycler.retentionDays, cleansUp: configuration.recycler.cleansUp)
    do throws(HistoryError) {
      let store = try HistoryStore(creating: configuration.history.path)
      return try await Recorder(store, config, logger: logger)
    } catch { throw Failure(code: 65, message: error.description) }
  }
}

/// A recorder, and the task that reads a service's stream for it.
struct Recording: Sendable {
  /// How many quotes wait for a recorder that is busy; beyond it the oldest are lost, counted and said.
  private static let bound = 10_000

  private let recorder: Recorder
  private let reading: Task<Void, Never>

  /// Begins to record, if that is configured; nil: it is not.
  ///
  /// - Throws: `Failure` when the store cannot be written.
  init?(_ configuration: Configuration, of service: MarketDataService, logger: Logger) async throws {
    guard configuration.history.record else { return nil }
    let recorder = try await Assembly.recorder(configuration, logger: logger)
    let stream = try service.stream(policy: .dropOldest, bound: Self.bound)
    self.recorder = recorder
    reading = Task { await recorder.run(stream) }
  }

  /// Writes all that the stream brings to its end, and closes the store. The service must have stopped.
  @discardableResult
  func end() async -> RecorderStatistics {
    await reading.value
    await recorder.stop()
    return recorder.statistics
  }

  /// Closes the store, though the stream does not end: the service never ran.
  func abandon() async {
    reading.cancel()
    await end()
  }
}

/// Ends a session when its replay is over: nothing more comes then.
struct ReplayEnd: Strategy {
  let name = "replay_end"
  let symbols: [Symbol] = []
  let stop: Alarm
  /// Why history could not be read on; nil: it could.
  let failure: Lock<String?>
  let logger: Logger

  mutating func onQuote(_ quote: Quote) -> Signal? { nil }

  mutating func onReplay(_ notice: ReplayNotice) -> Signal? {
    switch notice {
    case .completed(let passes):
      logger.info("replay completed", metadata: ["passes": "\(passes)"])
      stop.ring()
    case .failed(let reason):
      failure.withLock { $0 = reason }
      stop.ring()
    case .looped(let pass): logger.info("replay begins anew", metadata: ["pass": "\(pass)"])
    case .seeked, .paused, .resumed, .reached: break
    }
    return nil
  }
}
