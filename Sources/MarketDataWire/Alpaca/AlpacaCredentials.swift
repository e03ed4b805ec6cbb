extension Credentials {
  /// What an `auth` message says. Tokens come as the secret of a key with a fixed name.
  ///
  /// Nil when either is missing: a key without a secret proves nothing.
  init?(alpacaKey key: String?, secret: String?) {
    guard let key, let secret else { return nil }
    switch key {
    case "oauth", "access_token": self.init(token: secret)
    default: self.init(key: key, secret: secret)
    }
  }

  /// A token. It is a key listed without a secret: that a key with one is known does not let anybody in.
  fileprivate init(token: String) { self.init(key: token, secret: "") }

  /// The content of `Basic`: `key:secret` as base64. Keys hold no colon (RFC 7617).
  fileprivate init?(basic text: Substring) {
    guard let bytes = base64Decoded(text), let pair = String(validating: bytes, as: UTF8.self),
      let colon = pair.utf8.firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    self.init(key: String(pair[..<colon]), secret: String(pair[pair.utf8.index(after: colon)...]))
  }
}

extension Handshake {
  /// The authentication that the header fields stand for: Alpaca's own two, else `authorization`; nil without.
  var alpacaAuthentication: AlpacaRequest? {
    if let key = headers["apca-api-key-id"], let secret = headers["apca-api-secret-key"] {
      return .auth(Credentials(key: key, secret: secret))
    }
    let parts = headers["authorization", default: ""].split(separator: " ", maxSplits: 1)
    switch parts.first?.lowercased() {
    case "basic": return .auth(parts.count == 2 ? Credentials(basic: parts[1]) : nil)
    case "bearer": return .auth(parts.count == 2 ? Credentials(token: String(parts[1])) : nil)
    default: return nil
    }
  }
}

/// The bytes of a base64 text (RFC 4648), padded or not; nil when it is none.
private func base64Decoded(_ text: Substring) -> [UInt8]? {
  let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }
  let padding = text.utf8.dropFirst(digits.count)
  guard padding.count <= 2, padding.allSatisfy({ $0 == UInt8(ascii: "=") }), digits.count % 4 != 1 else { return nil }
  var (bytes, bits, count) = ([UInt8](), UInt16(0), 0)
  for digit in digits {
    guard let value = base64Value(digit) else { return nil }
    (bits, count) = (bits << 6 | UInt16(value), count + 6)
    guard count >= 8 else { continue }
    count -= 8
    bytes.append(UInt8(truncatingIfNeeded: bits >> count))
  }
  return bytes
}

private func base64Value(_ digit: UInt8) -> UInt8? {
  switch digit {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
  case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
  case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
  case UInt8(ascii: "+"): 62
  case UInt8(ascii: "/"): 63
  default: nil
  }
}
