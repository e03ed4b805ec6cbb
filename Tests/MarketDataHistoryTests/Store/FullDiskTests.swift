import MarketDataTesting
import Testing

@Suite("A store on a real disk that fills up", .timeLimit(.minutes(5)))
struct FullDiskTests {
  @Test(
    "Importing is one clear error, nothing of the file is there, and what was there before is",
    .enabled("only who may mount a disk can fill a small one") { await Self.canMount() },
    arguments: ["300k", "1m", "5m"])
  func full(size: String) async throws {
    let folder = try StoreFolder()
    // Mounted for this process only, and gone when it ends.
    let script = "mount -t tmpfs -o size=\(size) none \"$1\" && exec \"$2\" fill \"$1/market.db\" 0"
    let child = try ChildProcess("unshare", ["-m", "sh", "-c", script, "sh", folder.path, historyCrash()])
    var lines: [String] = []
    for await line in child.lines { lines.append(line) }
    let small =
      "importing 1000 as \"files\" on 2023-11-14T22:13:20Z ended: 1000 rows up to 2023-11-14T22:13:20.999Z stored"
    #expect(
      lines == [
        "opened", "1000 rows, 0 faults", small,
        "\(folder.file): expected room on the disk, found none (database or disk is full); free some and repeat; the "
          + "history is as it was before", "1000 rows, 0 faults", small,
        "importing 1000000 as \"files\" on 2023-11-14T22:13:20Z failed: nothing stored",
      ])
    #expect(await child.exit() == .code(0))
  }

  private static func canMount() async -> Bool {
    let child = try? ChildProcess("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"])
    return await child?.exit() == .code(0)
  }
}
