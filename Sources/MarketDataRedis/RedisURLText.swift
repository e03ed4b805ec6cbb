/// What the text of a Redis URL may be, and how much of it may be shown.
package enum RedisURLText {
  /// Completes "expected …".
  package static let expected =
    #"redis://[[user]:password@]host[:port][/database], unix:///path/to.sock[?db=N], or "" for no Redis"#

  /// Whether the text is of that form, or empty.
  package static func isValid(_ url: String) -> Bool { url.isEmpty || (try? RedisURL(url)) != nil }

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
}
