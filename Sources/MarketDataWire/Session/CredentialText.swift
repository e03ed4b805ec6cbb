/// Credentials as configurations have them: `KEY`, or `KEY:SECRET`.
package enum CredentialText {
  /// What is shown in place of a secret; so it is no secret itself. A key alone is let in, so it is as secret.
  package static let mask = "***"
  /// Completes "expected …".
  package static let expected = "KEY or KEY:SECRET of visible ASCII characters without commas"

  /// The credentials, or nil when the text has none. The secret may hold colons, the key may not.
  package static func parse(_ text: String) -> Credentials? {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let credentials = Credentials(key: parts[0], secret: parts.count > 1 ? parts[1] : nil)
    return isValid(credentials) ? credentials : nil
  }

  /// Whether they can be written down and read back. `any` as a key would read as anybody.
  static func isValid(_ credentials: Credentials) -> Bool {
    let key = credentials.key
    guard isWord(key), !key.contains(":"), key != "any" else { return false }
    return credentials.secret.map(isWord) ?? true
  }

  private static func isWord(_ text: String) -> Bool {
    let isVisible = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ",") }
    return isVisible && (1...1024).contains(text.utf8.count) && text != mask
  }
}
