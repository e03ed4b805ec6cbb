import Glibc
import MarketDataTesting
import Testing

@Suite("ChildProcess", .timeLimit(.minutes(5)))
struct ChildProcessTests {
  @Test("Hands on lines of stdout and stderr, the last one without its end too, and the exit code")
  func output() async throws {
    let child = try ChildProcess("sh", ["-c", "echo one; echo two >&2; printf three; exit 7"])
    var lines: [String] = []
    for await line in child.lines { lines.append(line) }
    #expect(lines == ["one", "two", "three"])
    #expect(await child.exit() == .code(7))
    child.send(SIGTERM)  // to nobody
  }

  @Test(
    "Receives signals, although the threads of the pool block them", arguments: [SIGINT, SIGTERM, SIGKILL, SIGPIPE])
  func signals(_ signal: Int32) async throws {
    let child = try ChildProcess("sh", ["-c", "echo ready; exec sleep 1000"])
    var lines = child.lines.makeAsyncIterator()
    #expect(await lines.next() == "ready")
    child.send(signal)
    #expect(await child.exit() == .signal(signal))
  }

  @Test("A program that does not exist is an error")
  func missing() {
    let error = #expect(throws: ChildProcessError.self) { try ChildProcess("no-such-program", []) }
    #expect(
      error?.description
        == "expected to start no-such-program, found \"No such file or directory\"; install it or correct PATH")
  }
}
