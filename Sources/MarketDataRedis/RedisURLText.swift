/// What the text of a Redis URL may be, and how much of it may be shown.
package enum RedisURLText {
  /// Completes "expected …".
  package static let expected =
    #"redis://[[user]:password@]host[:port][/database], unix:///path/to.sock[?db=N], or "" for no Redis"#

  /// Whether the text is of that form.
  package static func isValid(_ url: String) -> Bool {
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
    if let rest = url.suffix(after: "redis://") { return isNetwork(rest) }
    if let rest = url.suffix(after: "unix://") { return isSocket(rest) }
    return url.isEmpty
  }

  /// The URL without whatever stands where a user and password do, well-formed or not.
  ///
  /// What cannot be told from a misplaced password is cut off, so that no error and no listing betrays one.
  package static func masked(_ url: String) -> String {
    let parts = splitScheme(url)
    if let at = parts.rest.lastIndex(of: "@") { return parts.scheme + "***" + parts.rest[at...] }
    if isValid(url) { return url }
    let safe = parts.rest.prefix { $0 != ":" && $0 != "?" }
    return safe.count == parts.rest.count ? url : "\(parts.scheme)\(safe)…"
  }

  private static func splitScheme(_ url: String) -> (scheme: Substring, rest: Substring) {
    guard let mark = url.firstRange(of: "://"), url[..<mark.lowerBound].allSatisfy(\.isLetter) else {
      return ("", url[...])
    }
    return (url[..<mark.upperBound], url[mark.upperBound...])
  }

  private static func isNetwork(_ text: Substring) -> Bool {
    var rest = text
    if let at = rest.lastIndex(of: "@") {
      guard rest[..<at].contains(":") else { return false }
      rest = rest[rest.index(after: at)...]
    }
    let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 1 || parts[1].isEmpty || isNumber(parts[1], 0...65_535) else { return false }
    return isHost(parts[0])
  }

  /// `host`, `host:port`, `[::1]` or `[::1]:port`.
  private static func isHost(_ text: Substring) -> Bool {
    let colon = text.lastIndex(of: ":").flatMap { text[$0...].contains("]") ? nil : $0 } ?? text.endIndex
    let (host, port) = (text[..<colon], text[colon...].dropFirst())
    guard colon == text.endIndex || isNumber(port, 1...65_535) else { return false }
    if host.hasPrefix("["), host.hasSuffix("]") {
      return host.count > 4 && host.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
    }
    return !host.isEmpty && host.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" || $0 == "_" }
  }

  private static func isSocket(_ text: Substring) -> Bool {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].hasPrefix("/"), parts[0].count > 1 else { return false }
    return parts.count == 1 || parts[1].suffix(after: "db=").map { isNumber($0, 0...65_535) } ?? false
  }

  private static func isNumber(_ text: Substring, _ range: ClosedRange<Int>) -> Bool {
    text.allSatisfy(\.isNumber) && Int(text).map(range.contains) ?? false
  }
}

extension StringProtocol where SubSequence == Substring {
  fileprivate func suffix(after prefix: String) -> Substring? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }
}
