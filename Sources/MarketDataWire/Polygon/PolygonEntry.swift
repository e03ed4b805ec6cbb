import MarketData

/// One entry of a subscription as the client wrote it, and what it means.
struct PolygonEntry: Hashable {
  /// As in `T.AAPL`, `T.*` or `*`, without white space around it.
  var text: String
  /// One interest; those of all channels for `*` alone; none when the entry is invalid.
  var interests: [Interest]

  /// The entries of a list parted by commas. Empty ones are passed over.
  static func list(_ params: String) -> [PolygonEntry] {
    // By bytes: to Swift, a comma and an accent after it are one character.
    params.utf8.split(separator: UInt8(ascii: ",")).compactMap { part in
      var text = part
      while let byte = text.first, isSpace(byte) { text.removeFirst() }
      while let byte = text.last, isSpace(byte) { text.removeLast() }
      return text.isEmpty ? nil : PolygonEntry(String(Substring(text)))
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

  private init(_ text: String) {
    self.text = text
    interests = Self.interests(text)
  }

  /// Tickers may contain dots, so the first one parts.
  private static func interests(_ text: String) -> [Interest] {
    if text == "*" { return Channel.polygon.map { Interest($0, nil) } }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let channel = Channel(polygon: parts[0]) else { return [] }
    let ticker = String(parts[1])
    if ticker == "*" { return [Interest(channel, nil)] }
    return ConfigRules.ticker.allows(ticker) ? [Interest(channel, ticker)] : []
  }
}

extension Channel {
  /// Polygon's channels.
  fileprivate static let polygon = allCases.filter(WireFormat.polygon.carries)

  /// The channel that Polygon calls so.
  fileprivate init?(polygon name: Substring) {
    switch name {
    case "T": self = .trades
    case "Q": self = .quotes
    case "A": self = .secondBars
    case "AM": self = .minuteBars
    case "LULD": self = .priceBands
    case "FMV": self = .fairValues
    default: return nil
    }
  }
}
