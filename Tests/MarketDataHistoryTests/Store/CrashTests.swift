import Glibc
import MarketData
import MarketDataTesting
import Testing

@testable import HistoryCrash
@testable import MarketDataHistory

@Suite("A store whose writer is killed", .serialized, .timeLimit(.minutes(10)))
struct CrashTests {
  /// Rounds on one file: what one leaves behind, the next must cope with. Ten files: fifty kills.
  private static let rounds = 5
  private let killer = Killer()

  @Test(
    "Opens, is sound, has all that was said to be stored, and says what was cut off", arguments: 0..<10 as Range<UInt64>
  )
  func killed(seed: UInt64) async throws {
    let folder = try StoreFolder()
    var random = SplitMix64(seed: seed)
    for round in 0..<Self.rounds {
      let purpose: StoreSession.Purpose = random.next() % 2 == 0 ? .recording : .importing
      let lines = try await killer.run(folder.file, purpose, round: round, after: Int(random.next() % 30))
      let store = try folder.store()
      let verification = try store.verify()
      #expect(verification.isSound, "seed \(seed), round \(round): \(verification.faults)")
      let label = "seed \(seed), round \(round), after \(lines.last ?? "nothing")"
      if purpose == .recording { try checkRecording(store, round, lines, label) }
      if purpose == .importing { try checkImports(store, round, lines, label) }
    }
  }

  /// At most what was never said to be stored is missing, and the journal knows exactly what is there.
  private func checkRecording(_ store: HistoryStore, _ round: Int, _ lines: [String], _ label: String) throws {
    let said = lines.last { $0.hasPrefix("stored ") }.flatMap { Int($0.dropFirst(7)) } ?? 0
    let rows = try self.rows(store, "live", round)
    #expect(rows.count >= said, "\(label)")
    #expect(rows == (0..<rows.count).map { .quote(CrashMarket.quote($0, round: round)) }, "\(label)")
    guard lines.contains("begun") else { return }
    let session = try #require(try store.sessions().last)
    #expect(session.state == .cutOff && session.purpose == .recording, "\(label)")
    #expect(session.rows == rows.count, "\(label)")
    #expect(session.last == rows.last?.timestamp, "\(label)")
    #expect(try store.verify().cutOff.last == session, "\(label)")
  }

  /// Each file is there whole or not at all, and the journal says which.
  private func checkImports(_ store: HistoryStore, _ round: Int, _ lines: [String], _ label: String) throws {
    let rows = try self.rows(store, "files", round)
    let files = rows.count / CrashMarket.fileSize
    #expect(rows == (0..<files * CrashMarket.fileSize).map { .quote(CrashMarket.quote($0, round: round)) }, "\(label)")
    #expect(files >= lines.count { $0 == "imported" }, "\(label)")
    let sessions = try store.sessions().filter { $0.label.hasPrefix("\(round)-") }
    #expect((files...files + 1).contains(sessions.count), "\(label)")
    #expect(sessions.prefix(files).allSatisfy { $0.state == .closed && $0.rows == CrashMarket.fileSize }, "\(label)")
    #expect(sessions.dropFirst(files).allSatisfy { $0.state == .cutOff && $0.rows == 0 }, "\(label)")
  }

  private func rows(_ store: HistoryStore, _ source: String, _ round: Int) throws -> [HistoryRow] {
    if try !store.spans().contains(where: { $0.source == source }) { return [] }
    let (from, until) = (CrashMarket.quote(0, round: round).timestamp, CrashMarket.quote(0, round: round + 1).timestamp)
    return try store.rows(StoreSelection(sources: [source], from: from, until: until))
  }
}

/// Runs the program that writes and kills it.
///
/// Not on the cooperative pool, where other tests would make it late: the program runs on until it is killed.
private actor Killer {
  private nonisolated let executor = QueueExecutor("killer")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Lets the program say so many lines, kills it, and returns all that it said.
  func run(_ file: String, _ purpose: StoreSession.Purpose, round: Int, after count: Int) async throws -> [String] {
    let child = try ChildProcess(historyCrash(), [purpose == .recording ? "record" : "import", file, "\(round)"])
    var lines: [String] = []
    if count == 0 { child.send(SIGKILL) }
    for await line in child.lines {
      lines.append(line)
      if lines.count == count { child.send(SIGKILL) }
    }
    #expect(await child.exit() == .signal(SIGKILL), "\(lines.suffix(5))")
    return lines
  }
}
