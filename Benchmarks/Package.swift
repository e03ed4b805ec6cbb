// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "marketdata", path: "..")
  ],
  targets: [
    .executableTarget(
      name: "bench",
      dependencies: [.product(name: "MarketData", package: "marketdata")])
  ]
)
