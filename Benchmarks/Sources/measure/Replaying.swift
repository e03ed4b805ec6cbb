import Glibc
import MarketData
import MarketDataHistory

/// History out of a DBN file of ten million trades of 50 symbols: read alone, replayed by virtual time, and replayed
/// unpaced through a service into a strategy that counts; and as many symbols generated instead.
///
/// - Parameter file: Where the trades are; written there if there is no file.
func measureReplay(file: String) async throws {
  let symbols = try (0..<50).map { try Symbol("SYM\($0)") }
  let count = 10_000_000
  if access(file, F_OK) != 0 { try writeTrades(count, of: symbols, to: file) }
  var (reader, alone, service, generated): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
  for _ in 0..<5 {
    reader.append(try read(file).seconds)
    alone.append(try generatorSeconds(file, symbols, count: count))
    service.append(try await serviceSeconds(file, symbols, count: count))
    generated.append(try await pipeline(workload(symbols: symbols.count)))
  }
  let rate = { Double(count) / median($0) }
  let text = { (rate: Double) in "\((rate / 1e6).text()) M quotes/s" }
  report("DBN, trades read as quotes, and their prices summed up", text(rate(reader)))
  report("DBN, replayed as quotes, by the generator alone", text(rate(alone)))
  report(
    "DBN, replayed unpaced through a service into a strategy", text(rate(service)),
    "bar 10 M; \((rate(service) / median(generated)).text()) of generated")
  report("as many symbols generated, through it into the same", text(median(generated)))
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  report(
    "the most memory of all of this, \(count * 48 / 1_048_576) MB of file", "\(usage.ru_maxrss / 1024) MB", "bar 150 MB"
  )
}

private func writeTrades(_ count: Int, of symbols: [Symbol], to path: String) throws {
  var writer = try DBNWriter(path: path, schema: .trades)
  for index in 0..<count {
    try writer.append(
      .quote(
        Quote(
          symbol: symbols[index % symbols.count], price: Price(nanos: Int64(150_000 + index % 997) * 1_000_000),
          bid: .zero, ask: .zero, timestamp: Simulation.defaultStart + .microseconds(1000 * index / 50), size: 100,
          bidSize: 0, askSize: 0, changes: .trade)))
  }
  try writer.finish()
}

/// Reads a file of trades once and prints how many there are, the sum of their prices in units of 1e-9, and the seconds
/// it took: for other readers to be held against.
func measureRead(file: String) throws {
  let found = try read(file)
  print(found.count, found.prices, found.seconds)
}

private func read(_ path: String) throws -> (count: Int, prices: Int64, seconds: Double) {
  var (count, prices, batch) = (0, Int64(0), [Quote]())
  let elapsed = try secondsOf {
    var reader = try DBNReader(path: path)
    repeat {
      batch.removeAll(keepingCapacity: true)
      var failure: HistoryError?
      batch.append(addingCapacity: 256) { quotes in
        do throws(HistoryError) { try reader.read(into: &quotes) } catch { failure = error }
      }
      if let failure { throw failure }
      count += batch.count
      for quote in batch { prices += quote.price.nanos }
    } while !batch.isEmpty
  }
  return (count, prices, elapsed)
}

private func generatorSeconds(_ path: String, _ symbols: [Symbol], count: Int) throws -> Double {
  var (found, batch) = (0, [Quote]())
  var replay = try ReplayGenerator(DBNCursor(path: path))
  try replay.activate(symbols, at: Simulation.defaultStart)
  let elapsed = secondsOf {
    while replay.nextDeadline != nil {
      batch.removeAll(keepingCapacity: true)
      batch.append(addingCapacity: 256) { replay.advance(to: Timestamp(nanos: .max), into: &$0) }
      found += batch.count
      _ = replay.takeEvents()
    }
  }
  precondition(found == count, "expected \(count) quotes, found \(found)")
  return elapsed
}

/// Counts, and says when a replay is over.
private struct ReplayCounting: Strategy {
  let name = "counting"
  let symbols: [Symbol]
  let over: AsyncStream<Int>.Continuation
  private var count = 0

  init(_ symbols: [Symbol], _ over: AsyncStream<Int>.Continuation) { (self.symbols, self.over) = (symbols, over) }

  mutating func onQuote(_ quote: Quote) -> Signal? {
    count += 1
    return nil
  }

  mutating func onReplay(_ notice: ReplayNotice) -> Signal? {
    if case .completed = notice { over.yield(count) }
    return nil
  }
}

private func serviceSeconds(_ path: String, _ symbols: [Symbol], count: Int) async throws -> Double {
  var config = MarketDataConfig()
  config.pace = .unpaced
  let service = try MarketDataService(config, source: ReplayGenerator(DBNCursor(path: path)), logger: silent)
  try await service.ensureSubscribed(symbols)
  let (ends, over) = AsyncStream<Int>.makeStream()
  let engine = StrategyEngine([ReplayCounting(symbols, over)], logger: silent)
  let stream = try service.stream()
  let running = Task { await engine.run(stream) }
  var found: Int?
  let elapsed = try await seconds {
    try await service.start()
    found = await ends.first { _ in true }
  }
  await service.stop()
  await running.value
  precondition(found == count, "expected \(count) quotes, found \(found ?? 0)")
  return elapsed
}
