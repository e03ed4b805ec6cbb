import MarketData

/// Every value in a value, as `path = text`: whatever there is, so that no option is forgotten.
func optionLines(of value: Any, path: String = "") -> [String] {
  let mirror = Mirror(reflecting: value)
  switch mirror.displayStyle {
  case .optional:
    guard let inner = mirror.children.first else { return ["\(path) = none"] }
    return optionLines(of: inner.value, path: path)
  case _ where isPlain(value): return ["\(path) = \(value)"]
  case .set: return ["\(path) = \(mirror.children.map { "\($0.value)" }.sorted().joined(separator: " "))"]
  case .dictionary:
    let entries = mirror.children.compactMap { entry in
      let pair = Array(Mirror(reflecting: entry.value).children)
      return pair.count == 2 ? (key: "\(pair[0].value)", value: pair[1].value) : nil
    }
    return entries.isEmpty
      ? ["\(path) = none"]
      : entries.sorted { $0.key < $1.key }.flatMap { optionLines(of: $0.value, path: "\(path)[\($0.key)]") }
  case .collection where !mirror.children.isEmpty:
    return mirror.children.enumerated().flatMap { optionLines(of: $1.value, path: "\(path)[\($0)]") }
  case .enum:
    guard let payload = mirror.children.first else { return ["\(path) = \(value)"] }
    return optionLines(of: payload.value, path: "\(path).\(payload.label ?? "")")
  default:
    guard !mirror.children.isEmpty else { return ["\(path) = \(value)"] }
    return mirror.children.flatMap { child in
      // The items of a tuple without names have names like `.0`.
      let name = child.label?.drop { $0 == "." } ?? ""
      return optionLines(of: child.value, path: path.isEmpty ? String(name) : "\(path).\(name)")
    }
  }
}

/// Values that are one word.
private func isPlain(_ value: Any) -> Bool {
  switch value {
  case is Symbol, is Timestamp, is Price, is Duration, is SymbolScenario, is ClosedRange<Int>, is ClosedRange<Int32>:
    true
  default: false
  }
}
