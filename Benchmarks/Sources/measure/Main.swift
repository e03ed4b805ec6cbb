/// `measure [throughput|simulation|scaling|latency|allocations|redis SOCKET]…`; all but redis without arguments.
@main
enum Main {
  static func main() async throws {
    var names = Array(CommandLine.arguments.dropFirst())
    if names.isEmpty { names = ["throughput", "simulation", "scaling", "latency", "allocations"] }
    while !names.isEmpty {
      switch names.removeFirst() {
      case "throughput": try await measureThroughput()
      case "simulation": try await measureSimulation()
      case "scaling": try await measureScaling()
      case "latency": try await measureLatency()
      case "allocations": try await measureAllocations()
      case "redis" where !names.isEmpty: try await measureRedis(socket: names.removeFirst())
      case let other: print("expected a measurement, found \"\(other)\""); return
      }
    }
  }
}
