/// What a client offers under `Sec-WebSocket-Extensions`, and what we agree to (RFC 7692, section 7).
enum DeflateOffer {
  /// The answer to the header's text; nil: none of the offers can be taken, and nothing is compressed.
  ///
  /// Each message is compressed by itself, both ways: else frames could not be shared, and every client would need a
  /// window of memory.
  static func answer(to header: String) -> String? {
    for offer in header.split(separator: ",") {
      let parts = offer.split(separator: ";").map(trimmed)
      guard parts.first == "permessage-deflate", let names = names(parts.dropFirst()) else { continue }
      let text = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
      return names.contains("server_max_window_bits") ? text + "; server_max_window_bits=15" : text
    }
    return nil
  }

  /// The parameters of an offer; nil when it is malformed, or asks for a smaller window than the one we share.
  private static func names(_ parameters: some Sequence<String>) -> Set<String>? {
    var seen = Set<String>()
    for parameter in parameters {
      let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(trimmed)
      guard let name = parts.first, seen.insert(name).inserted else { return nil }
      let value = parts.count > 1 ? bits(parts[1]) : nil
      switch name {
      case "server_no_context_takeover", "client_no_context_takeover":
        guard parts.count == 1 else { return nil }
      case "client_max_window_bits":
        guard parts.count == 1 || value != nil else { return nil }
      case "server_max_window_bits":
        guard value == 15 else { return nil }
      default: return nil
      }
    }
    return seen
  }

  /// The size of a window: 8 to 15, without leading zeros, in quotes or without.
  private static func bits(_ text: String) -> Int? {
    let isQuoted = text.count > 1 && text.hasPrefix("\"") && text.hasSuffix("\"")
    let digits = isQuoted ? String(text.dropFirst().dropLast()) : text
    return (8...15).first { String($0) == digits }
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var text = Substring(text)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
