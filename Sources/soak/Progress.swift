#if canImport(Glibc)
  import Glibc
#endif

/// A bar on a terminal, at most ten times for every percent.
struct Progress {
  /// How many quotes have come.
  private(set) var quotes = 0
  private let total: UInt64
  private let unit: String
  private var done: UInt64 = 0
  private let isShown = isatty(STDERR_FILENO) == 1

  /// - Parameter unit: What is counted, such as `seeds`.
  init(total: UInt64, _ unit: String) { (self.total, self.unit) = (max(1, total), unit) }

  /// One more is done, and so many quotes came with it.
  mutating func add(quotes: Int) {
    done += 1
    self.quotes += quotes
    guard isShown, done % max(1, total / 1000) == 0 else { return }
    let width = Int(done * 40 / total)
    let bar = String(repeating: "█", count: width) + String(repeating: "░", count: 40 - width)
    write("\r\(bar) \(done) of \(total) \(unit)")
  }

  /// Makes room for other lines.
  func clear() { if isShown { write("\r\u{1B}[K") } }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}
