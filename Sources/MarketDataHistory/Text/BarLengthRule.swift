import MarketData

/// How long bars are whose file does not say so.
///
/// Told, or decided by the first bar: one whose time is a date alone, or midnight in New York, is of a day, one that begins with a minute of a minute, any other of a second. All further bars must begin so too, so that a
/// wrong decision is noticed and not kept.
struct BarLengthRule {
  private(set) var length: HistoryBar.Length?
  private let wasTold: Bool

  init(_ length: HistoryBar.Length?) {
    self.length = length
    wasTold = length != nil
  }

  /// The length of a bar.
  mutating func length(ofBarAt start: Timestamp, _ isDate: Bool) throws(FieldProblem) -> HistoryBar.Length {
    let length = length ?? (isDate ? .day : Self.decide(start))
    self.length = length
    guard Self.isBeginning(start, of: length) else {
      let what = wasTold ? "as was told" : "as the first bar is one"
      var problem = FieldProblem(.time, expected: "a time at which a \(length) begins, \(what)", found: "\(start)")
      problem.hint = "say how long the bars are: second, minute, hour or day"
      throw problem
    }
    return length
  }

  private static func decide(_ start: Timestamp) -> HistoryBar.Length {
    if start == EasternTime.midnight(of: start) { return .day }
    return isBeginning(start, of: .minute) ? .minute : .second
  }

  @inline(__always)
  private static func isBeginning(_ start: Timestamp, of length: HistoryBar.Length) -> Bool {
    start.nanos % length.rawValue == 0 || length == .day && start == EasternTime.midnight(of: start)
  }
}
