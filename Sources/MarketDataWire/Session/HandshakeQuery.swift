extension Handshake {
  /// The path without its query.
  var path: Substring { uri.prefix { $0 != "?" } }

  /// The decoded value of the first item of that name in the query; nil when there is none, or it is empty or not
  /// UTF-8.
  ///
  /// Only `%` and two hexadecimal digits are decoded; `+` stays, since keys may contain it (RFC 3986).
  func queryItem(_ name: String) -> String? {
    for item in uri.utf8.drop(while: { $0 != UInt8(ascii: "?") }).dropFirst().split(separator: UInt8(ascii: "&")) {
      let parts = item.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, percentDecoded(parts[0]) == name else { continue }
      return parts[1].isEmpty ? nil : percentDecoded(parts[1])
    }
    return nil
  }
}

/// A `%` without two hexadecimal digits stands for itself.
private func percentDecoded(_ text: Substring.UTF8View) -> String? {
  var (bytes, rest) = ([UInt8](), text[...])
  while let byte = rest.popFirst() {
    if byte == UInt8(ascii: "%"), let decoded = hexByte(rest.prefix(2)) {
      bytes.append(decoded)
      rest = rest.dropFirst(2)
    } else {
      bytes.append(byte)
    }
  }
  return String(validating: bytes, as: UTF8.self)
}

private func hexByte(_ digits: Substring.UTF8View) -> UInt8? {
  let values = digits.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
  return values.count == 2 ? UInt8(values[0] << 4 | values[1]) : nil
}
