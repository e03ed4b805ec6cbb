// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
let market = Target.Dependency.product(name: "MarketData", package: "marketdata")
let gateway = ["MarketDataGateway", "MarketDataWire"].map { Target.Dependency.product(name: $0, package: "marketdata") }
let history = Target.Dependency.product(name: "MarketDataHistory", package: "marketdata")
let redis = Target.Dependency.product(name: "MarketDataRedis", package: "marketdata")

// A package of its own, so that the tools for measuring stay out of the library's graph.
let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "marketdata", path: ".."),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/ordo-one/benchmark.git", from: "1.38.1", traits: []),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift.git", from: "0.2.0"),
  ],
  targets: [
    .systemLibrary(name: "CHiredisBaseline"),
    .systemLibrary(name: "CSQLiteBaseline"),
    .target(name: "CBaseline", dependencies: ["CHiredisBaseline", "CSQLiteBaseline"]),
    .executableTarget(
      name: "measure",
      dependencies: [
        market, redis, history, "CBaseline", .product(name: "Logging", package: "swift-log"),
        .product(name: "Histogram", package: "hdrhistogram-swift"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "serve", dependencies: [market, .product(name: "Logging", package: "swift-log")] + gateway,
      swiftSettings: settings),
    .executableTarget(name: "stage", dependencies: [market], swiftSettings: settings),
    .executableTarget(
      name: "Micro",
      dependencies: [market, .product(name: "Benchmark", package: "benchmark")],
      path: "Benchmarks/Micro",
      swiftSettings: settings,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)
