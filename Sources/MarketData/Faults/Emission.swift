/// Quotes on their way out, in order, and when each leaves.
struct Emission {
  var quotes: [Quote] = []
  /// When each quote leaves; empty when each leaves as it was received.
  var times: [Timestamp] = []

  /// When a quote leaves.
  @inline(__always)
  func time(at index: Int) -> Timestamp { times.isEmpty ? quotes[index].received : times[index] }

  @inline(__always)
  mutating func append(_ quote: Quote, copies: Int, at time: Timestamp) {
    for _ in 0..<copies {
      quotes.append(quote)
      times.append(time)
    }
  }
}
