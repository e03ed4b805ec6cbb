#if canImport(Glibc)
  import Glibc
#endif

/// What libFuzzer calls with each input: see `scripts/fuzz`. The target's name is in `FUZZ_TARGET`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let target = selected else { stop("FUZZ_TARGET: expected one of \(FuzzTarget.names), found another") }
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  if let problem = target.problem(bytes) { stop("\(target.rawValue): \(problem)") }
  return 0
}

private let selected = getenv("FUZZ_TARGET").flatMap { FuzzTarget(rawValue: String(cString: $0)) }

extension FuzzTarget {
  fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// libFuzzer takes an abort for a finding, and keeps the input.
private func stop(_ text: String) -> Never {
  let bytes = Array((text + "\n").utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
  abort()
}
