import Foundation
import FuzzTargets
import MarketData
import Testing

/// The short form of `scripts/fuzz`: the kept inputs, and damaged ones made of them.
@Suite("Parsers under damaged texts")
struct FuzzTargetTests {
  private func corpus(_ target: FuzzTarget) throws -> [[UInt8]] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..")
    let folder = root.appendingPathComponent("Fuzz/Corpus/\(target.rawValue)")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return try files.sorted { $0.path < $1.path }.map { Array(try Data(contentsOf: $0)) }
  }

  @Test("All inputs that were kept keep the rules", arguments: FuzzTarget.allCases)
  func kept(_ target: FuzzTarget) throws {
    let inputs = try corpus(target)
    #expect(inputs.count >= 5)
    for input in inputs { #expect(target.problem(input) == nil, "\(String(decoding: input, as: UTF8.self))") }
  }

  @Test("So do damaged ones", arguments: FuzzTarget.allCases)
  func damaged(_ target: FuzzTarget) throws {
    let inputs = try corpus(target)
    var random = SplitMix64(seed: 1)
    for round in 0..<400 {
      var bytes = inputs[round % inputs.count]
      let other = inputs.randomElement(using: &random) ?? []
      for _ in 0...Int(random.next() % 4) {
        let place = Int(random.next() % UInt64(bytes.count + 1))
        switch random.next() % 4 {
        case 0: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int(random.next() % 5)))
        case 2: if place < bytes.count { bytes[place] ^= 1 << UInt8(random.next() % 8) }
        default: bytes.insert(contentsOf: other.suffix(Int(random.next() % 12)), at: place)
        }
      }
      #expect(target.problem(bytes) == nil, "round \(round): \(String(decoding: bytes, as: UTF8.self))")
    }
  }
}
