import MarketData
import Testing

@Suite("Numbers written as bytes")
struct ByteWriterTests {
  private func text(_ body: (inout ByteCursor) -> Void) -> String {
    var buffer = ByteWriter(capacity: 4)
    buffer.write(atMost: 64, body)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  /// Numbers of every length, and around every power of ten.
  private static let numbers: [Int64] = {
    var (random, numbers) = (SplitMix64(seed: 1), [0, 1, 9, 10, .max, .min] as [Int64])
    for shift in 0..<64 { numbers += (0..<8).map { _ in Int64(bitPattern: random.next()) >> shift } }
    var power: Int64 = 1
    for _ in 0..<18 {
      power *= 10
      numbers += [power - 1, power, power + 1, -power]
    }
    return numbers
  }()

  @Test("Whole numbers")
  func whole() {
    for number in Self.numbers {
      #expect(text { $0.put(number) } == "\(number)")
      #expect(text { $0.put(UInt64(bitPattern: number)) } == "\(UInt64(bitPattern: number))")
    }
  }

  @Test("Prices, as their description has them")
  func prices() {
    for number in Self.numbers { #expect(text { $0.put(Price(nanos: number)) } == Price(nanos: number).description) }
  }

  @Test("Times with nanoseconds, one after the other and back")
  func times() {
    var times = TimeText()
    for number in Self.numbers {
      for time in [Timestamp(nanos: number), Timestamp(nanos: number ^ 1)] {
        #expect(text { times.put(time, to: &$0) } == time.text(decimals: 9))
      }
    }
  }

  @Test("A full buffer grows and keeps what it has; an emptied one begins again")
  func growth() {
    var buffer = ByteWriter(capacity: 1)
    for number in 0..<1000 { buffer.write(atMost: 32) { $0.put(Int64(number)) } }
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == (0..<1000).map(String.init).joined())
    buffer.removeAll()
    buffer.write(atMost: 8) { $0.put("x") }
    #expect(Array(buffer.bytes) == [UInt8(ascii: "x")])
  }
}
