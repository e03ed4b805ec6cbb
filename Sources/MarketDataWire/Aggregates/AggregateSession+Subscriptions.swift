import MarketData

extension AggregateSession {
  /// The most bytes of a message to a client: common ones refuse more.
  private static let maxReply = 1_000_000

  /// Subscribes to the tickers that are known, and answers with all that is subscribed now.
  ///
  /// The answer must fit a message, so what would make it too long is refused, like what is over the limit: whole.
  mutating func subscribe(_ tickers: [String]) -> [SessionAction] {
    var (new, unknown): ([Interest], Set<String>) = ([], [])
    for ticker in tickers {
      guard ConfigRules.ticker.allows(ticker), isKnown(ticker) else {
        unknown.insert(String(String.UnicodeScalarView(ticker.unicodeScalars.prefix(64))))
        continue
      }
      let interest = Interest(.beats, ticker)
      if subscriptions.insert(interest) { new.append(interest) }
    }
    let json = AggregateReply.subscribed(current, unknown: unknown.sorted()).json
    guard subscriptions.count <= maxSubscriptions, json.count <= Self.maxReply else {
      for interest in new { subscriptions.remove(interest) }
      return [.bad("expected at most \(maxSubscriptions) tickers, all fitting one message; ask for fewer")]
    }
    return [.send(.text(json))] + (new.isEmpty ? [] : [.subscribe(new)])
  }

  /// Ends what was subscribed, and answers with what is left.
  mutating func unsubscribe(_ tickers: [String]) -> [SessionAction] {
    let old = tickers.map { Interest(.beats, $0) }.filter { subscriptions.remove($0) }
    return (old.isEmpty ? [] : [.unsubscribe(old)]) + [.reply(.unsubscribed(current))]
  }

  private var current: [String] { subscriptions[.beats].named.sorted() }
}
