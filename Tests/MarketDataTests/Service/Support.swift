import Logging
import MarketData
import MarketDataTesting
import Testing

/// A configuration of symbols A, B, C … that tick every 10 ms.
func market(symbols count: Int = 1, interval: Duration = .milliseconds(10)) throws -> MarketDataConfig {
  var config = MarketDataConfig(seed: 7)
  for letter in "ABCDEFGHIJ".prefix(count) {
    config.symbols[try Symbol(String(letter))] = SymbolConfig(scenario: .volatile, tickInterval: interval)
  }
  return config
}

/// A service that says nothing, on a manual clock unless told otherwise.
func service(
  _ config: MarketDataConfig, source: (any DataSource)? = nil, cache: (any QuoteCache)? = nil,
  clock: any MarketClock = ManualClock()
) throws -> MarketDataService {
  try MarketDataService(
    config, source: source, cache: cache, clock: clock,
    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
}

/// Reads a stream to its end.
func readAll(_ stream: AsyncStream<QuoteBatch>) async -> [QuoteBatch] {
  var batches: [QuoteBatch] = []
  for await batch in stream { batches.append(batch) }
  return batches
}

extension [QuoteBatch] {
  /// The positions of all quotes, in the order in which they came.
  var positions: [UInt64] { flatMap { batch in batch.indices.map { batch.position(at: $0) } } }
  var gaps: [Gap] {
    flatMap(\.notices).compactMap { if case .gap(let gap) = $0 { gap } else { nil } }
  }
}

extension MarketDataService {
  /// The account of the processor and that of the subscribers both hold.
  func isBalanced() -> Bool {
    let statistics = statistics()
    return statistics.processor.isBalanced && statistics.subscribers.isBalanced
  }
}
