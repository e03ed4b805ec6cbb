import Testing

@testable import MarketData

@Suite("The ledger as lines of JSON")
struct FaultLedgerTextTests {
  let start = TestMarket.start

  private func row(_ kind: FaultKind, ended: Duration? = .zero, _ duration: Duration = .zero) throws -> FaultLedger.Row
  {
    FaultLedger.Row(
      id: 7, kind: kind, symbol: try Symbol("BRK.B"), sequence: 12, lastSequence: 12, time: start + .nanoseconds(1),
      ended: ended.map { start + .nanoseconds(1) + $0 }, duration: duration)
  }

  @Test("A row says what it has to say, in one order, and nothing else")
  func lines() throws {
    let head =
      #","symbol":"BRK.B","time":"2024-01-16T14:30:00.000000001Z","sequence":12,"last_sequence":12,"quotes":1,"#
    let now = #""ended":"2024-01-16T14:30:00.000000001Z"}"#
    #expect(try row(.drop).json == #"{"id":7,"kind":"drop""# + head + now)
    #expect(try row(.mute, ended: nil).json == #"{"id":7,"kind":"mute""# + head + #""ended":null}"#)
    var corrupt = try row(.corrupt)
    (corrupt.corruption, corrupt.window) = (.crossedBook, "a \"b\" \\ é\u{1}\u{1F}")
    let window = #","corruption":"crossed_book","window":"a \"b\" \\ é\u0001\u001f"}"#
    #expect(corrupt.json == #"{"id":7,"kind":"corrupt""# + head + now.dropLast() + window)
    var delay = try row(.delay, ended: .milliseconds(20), .microseconds(20_500))
    delay.forced = true
    let rest = #""ended":"2024-01-16T14:30:00.020000001Z","duration_ms":20.5,"forced":true}"#
    #expect(delay.json == #"{"id":7,"kind":"delay""# + head + rest)
  }

  @Test(
    "Durations are exact to the nanosecond, rates as short as they can be",
    arguments: [
      (Duration.nanoseconds(1), "0.000001"), (.milliseconds(-1500), "-1500"), (.zero, "0"),
      (.nanoseconds(-1_000_100), "-1.0001"), (.seconds(31_622_400), "31622400000"),
    ] as [(Duration, String)])
  func numbers(duration: Duration, text: String) throws {
    var step = try row(.clockStep, duration)
    step.rate = 0.82
    #expect(step.json.hasSuffix(#""duration_ms":\#(text),"rate":0.82}"#))
  }

  private func ledger(_ ended: [Duration?], capacity: Int = 100) throws -> FaultLedger {
    var ledger = FaultLedger(capacity: capacity)
    for end in ended { ledger.append(try row(.mute, ended: end)) }
    return ledger
  }

  private func ids(_ bytes: ByteWriter) -> [Int] {
    let lines = String(decoding: bytes.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.last == "")
    return lines.dropLast().compactMap { Int($0.dropFirst(6).prefix { $0 != "," }) }
  }

  @Test("Rows are written once, in order, as soon as neither they nor those before can change")
  func order() throws {
    var (writer, bytes) = (FaultLedgerWriter(), ByteWriter(capacity: 1))
    var ledger = try ledger([.zero, .seconds(2), .seconds(1), nil, .zero])
    writer.write(ledger, at: start + .seconds(1), to: &bytes)
    #expect(ids(bytes) == [1])
    writer.write(ledger, at: start + .seconds(3), to: &bytes)
    writer.write(ledger, at: start + .seconds(3), to: &bytes)
    #expect(ids(bytes) == [1, 2, 3])
    ledger.update(4) { $0.setEnd(start + .seconds(2)) }
    bytes.removeAll()
    writer.write(ledger, at: start + .seconds(3), to: &bytes)
    #expect(ids(bytes) == [4, 5])
    ledger.append(try row(.mute, ended: nil))
    bytes.removeAll()
    writer.finish(ledger, to: &bytes)
    #expect(String(decoding: bytes.bytes, as: UTF8.self) == (ledger.row(6)?.json ?? "") + "\n")
    #expect((writer.written, writer.missed) == (6, 0))
  }

  @Test("At most half of the ledger is kept back")
  func urgent() throws {
    var (writer, bytes) = (FaultLedgerWriter(), ByteWriter(capacity: 1))
    var ledger = try ledger([nil, nil, nil, nil], capacity: 8)
    writer.write(ledger, at: start, to: &bytes)
    #expect(ids(bytes) == [])
    for _ in 0..<3 { ledger.append(try row(.mute, ended: .seconds(9))) }
    writer.write(ledger, at: start, to: &bytes)
    #expect(ids(bytes) == [1, 2, 3])
    #expect(writer.missed == 0)
  }

  @Test("What was let go before it could be written is counted", arguments: [1, 3, 8])
  func missed(capacity: Int) throws {
    var (writer, bytes) = (FaultLedgerWriter(), ByteWriter(capacity: 1))
    var ledger = try ledger([.zero, .zero], capacity: capacity)
    writer.write(ledger, at: start + .seconds(1), to: &bytes)
    for _ in 0..<10 { ledger.append(try row(.mute)) }
    writer.finish(ledger, to: &bytes)
    #expect(writer.missed == max(0, 2 - capacity) + 10 - min(10, capacity))
    #expect(writer.written + writer.missed == 12)
    #expect(ids(bytes).count == writer.written)
    #expect(Array(ids(bytes).suffix(min(capacity, 10))) == Array((13 - min(capacity, 10))...12))
  }

  @Test("Rows after an id are those that came since, as far as they are kept")
  func rowsAfter() throws {
    let ledger = try ledger(Array(repeating: .zero, count: 7), capacity: 5)
    #expect(ledger.rows(after: 4).map(\.id) == [5, 6, 7])
    #expect(ledger.rows(after: -1).map(\.id) == [3, 4, 5, 6, 7])
    #expect(ledger.rows(after: 1) == ledger.rows)
    #expect(ledger.rows(after: 7) == [])
    #expect(ledger.rows(after: 100) == [])
    #expect(FaultLedger(capacity: 0).rows(after: 0) == [])
    #expect((1...8).map { ledger.row($0)?.id } == [nil, nil, 3, 4, 5, 6, 7, nil])
  }

  @Test("Written piece by piece while a market runs, the lines are the rows of the end", arguments: 0..<10)
  func whileRunning(seed: UInt64) throws {
    let config = try ScriptedPropertyTests.config(seed: seed)
    var (simulation, writer, bytes) = (try Simulation(config), FaultLedgerWriter(), ByteWriter(capacity: 1))
    for _ in 0..<80 {
      simulation.run(for: .milliseconds(500)) { _ in }
      writer.write(simulation.ledger, at: simulation.now, to: &bytes)
    }
    writer.finish(simulation.ledger, to: &bytes)
    let expected = simulation.ledger.rows.map { $0.json + "\n" }.joined()
    #expect(String(decoding: bytes.bytes, as: UTF8.self) == expected)
    #expect(writer.missed == 0)
  }
}
