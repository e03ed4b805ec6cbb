/// `measure throughput|simulation|scaling|latency|allocations|health|pacing`, `measure replay FILE`,
/// `measure read FILE`, `measure redis SOCKET`, `measure history-store FOLDER`: one measurement, printed as a table.
@main
enum Main {
  private static let measurements: [String: @Sendable () async throws -> Void] = [
    "throughput": measureThroughput, "simulation": measureSimulation, "scaling": measureScaling,
    "latency": measureLatency, "allocations": measureAllocations, "health": measureHealth,
    "pacing": measurePacing,
  ]

  static func main() async throws {
    let arguments = CommandLine.arguments
    if arguments.count == 3, arguments[1] == "redis" { return try await measureRedis(socket: arguments[2]) }
    if arguments.count == 3, arguments[1] == "history-store" { return try measureHistoryStore(folder: arguments[2]) }
    if arguments.count == 3, arguments[1] == "replay" { return try await measureReplay(file: arguments[2]) }
    if arguments.count == 3, arguments[1] == "read" { return try measureRead(file: arguments[2]) }
    guard arguments.count >= 2, let measure = measurements[arguments[1]] else {
      let names = measurements.keys.sorted().joined(separator: "|")
      let found = arguments.dropFirst().joined(separator: " ")
      return print("expected \(names), redis SOCKET, history-store FOLDER, replay FILE or read FILE, found \(found)")
    }
    try await measure()
  }
}
