// swift-tools-version: 6.2
import PackageDescription

// One set of settings for every target.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335: `any` is written out
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409: an import leaks only if it says `public`
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444: every module used is imported
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461: async code stays on its caller's executor
  .enableUpcomingFeature("InferIsolatedConformances"),  // SE-0470
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nio = ["NIOCore", "NIOPosix", "NIOHTTP1", "NIOWebSocket"].map {
  Target.Dependency.product(name: $0, package: "swift-nio")
}
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
  name: "marketdata",
  products: [
    .library(name: "MarketData", targets: ["MarketData"]),
    .library(name: "MarketDataWire", targets: ["MarketDataWire"]),
    .library(name: "MarketDataGateway", targets: ["MarketDataGateway"]),
    .library(name: "MarketDataHistory", targets: ["MarketDataHistory"]),
    .library(name: "MarketDataRedis", targets: ["MarketDataRedis"]),
    .library(name: "MarketDataConfiguration", targets: ["MarketDataConfiguration"]),
    .library(name: "MarketDataTesting", targets: ["MarketDataTesting"]),
    .executable(name: "marketdata", targets: ["marketdata"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
  ],
  targets: [
    .systemLibrary(
      name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
    .target(
      name: "MarketData",
      dependencies: [
        logging, lifecycle,
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: settings),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "MarketDataWire", dependencies: ["MarketData"], swiftSettings: settings),
    .target(
      name: "MarketDataGateway",
      dependencies: [
        "MarketData", "MarketDataWire", "CZlib", logging,
        .product(name: "NIOSSL", package: "swift-nio-ssl"), .product(name: "JWTKit", package: "jwt-kit"),
      ] + nio,
      swiftSettings: settings),
    .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
    .target(
      name: "MarketDataHistory",
      dependencies: [
        "MarketData", "CZlib", "CZstd", logging, .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    .target(name: "MarketDataRedis", dependencies: ["MarketData", "CHiredis", logging], swiftSettings: settings),
    .target(
      name: "MarketDataConfiguration",
      dependencies: [
        "MarketData", "MarketDataHistory", "MarketDataRedis", "MarketDataWire", .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: settings),
    .target(name: "MarketDataTesting", dependencies: ["MarketData"], swiftSettings: settings),
    .executableTarget(
      name: "marketdata",
      dependencies: [
        "MarketData", "MarketDataRedis", "MarketDataConfiguration", "MarketDataGateway", "MarketDataHistory",
        "MarketDataWire", logging, .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "soak",
      dependencies: ["MarketDataTesting", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: settings),
    // The parsers under libFuzzer: scripts/fuzz.
    .target(
      name: "FuzzTargets",
      dependencies: ["MarketData", "MarketDataConfiguration", "MarketDataHistory", "MarketDataRedis"],
      path: "Fuzz/Targets", swiftSettings: settings),
    .testTarget(
      name: "MarketDataTests",
      dependencies: [
        "MarketData", "MarketDataTesting", logging, lifecycle,
        .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "MarketDataWireTests", dependencies: ["MarketData", "MarketDataWire"], swiftSettings: settings),
    .testTarget(
      name: "MarketDataGatewayTests",
      dependencies: [
        "MarketData", "MarketDataWire", "MarketDataGateway", "MarketDataTesting", logging,
        .product(name: "NIOEmbedded", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ] + nio,
      swiftSettings: settings),
    // Records and imports until a test kills it.
    .executableTarget(
      name: "HistoryCrash", dependencies: ["MarketData", "MarketDataHistory", logging], path: "Tests/HistoryCrash",
      swiftSettings: settings),
    .testTarget(
      name: "MarketDataHistoryTests",
      dependencies: [
        "MarketData", "MarketDataHistory", "MarketDataTesting", "HistoryCrash", "CZlib", "CZstd", logging,
        .product(name: "GRDB", package: "GRDB.swift"),
      ], swiftSettings: settings),
    .testTarget(
      name: "MarketDataConfigurationTests", dependencies: ["MarketDataConfiguration", "FuzzTargets"],
      swiftSettings: settings),
    .testTarget(
      name: "MarketDataRedisTests", dependencies: ["MarketDataRedis", "MarketDataTesting", "CHiredis", logging],
      swiftSettings: settings),
    .testTarget(
      name: "CommandLineTests", dependencies: ["marketdata", "MarketData", "MarketDataGateway", "MarketDataTesting"],
      swiftSettings: settings),
  ]
)
