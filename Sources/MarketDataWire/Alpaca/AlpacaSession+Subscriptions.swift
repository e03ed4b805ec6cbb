import MarketData

extension AlpacaSession {
  /// The ticker that wildcards mean too on the feed for tests. It runs on demand only, so that it must be named.
  static let testTicker = "FAKEPACA"
  /// The bytes that no message to a client reaches: Alpaca's Go client reads no more.
  private static let sizeLimit = 1_000_000

  /// Adds to what is subscribed. What is too much is refused whole.
  ///
  /// The answer says all that is subscribed, in one message, so that its size is a limit too.
  mutating func subscribe(_ interests: [Interest]) -> [SessionAction] {
    var wanted = subscriptions
    for interest in interests { wanted.insert(interest) }
    guard wanted.countAsked <= maxSubscriptions else { return [send(.error(.symbolLimit))] }
    let reply = AlpacaReply.subscription(wanted).message(binary: binary)
    guard reply.count < Self.sizeLimit else { return [send(.error(.symbolLimit))] }
    let new = changes(among: interests, to: wanted)
    subscriptions = wanted
    return [.send(reply)] + (new.isEmpty ? [] : [.subscribe(new)])
  }

  /// Takes away from what is subscribed.
  mutating func unsubscribe(_ interests: [Interest]) -> [SessionAction] {
    var wanted = subscriptions
    for interest in interests { wanted.remove(interest) }
    let gone = changes(among: interests, to: wanted)
    subscriptions = wanted
    return (gone.isEmpty ? [] : [.unsubscribe(gone)]) + [send(.subscription(wanted))]
  }

  /// What flows now and will not, or will and does not.
  private func changes(among interests: [Interest], to wanted: SubscriptionSet) -> [Interest] {
    var changed: Set<Interest> = []
    return interests.flatMap(meaning).filter { interest in
      flows(interest, in: wanted) != flows(interest, in: subscriptions) && changed.insert(interest).inserted
    }
  }

  private func meaning(of interest: Interest) -> [Interest] {
    feed == .test && interest.ticker == nil ? [interest, Interest(interest.channel, Self.testTicker)] : [interest]
  }

  private func flows(_ interest: Interest, in set: SubscriptionSet) -> Bool {
    set.contains(interest) || feed == .test && interest.ticker == Self.testTicker && set[interest.channel].all
  }
}

extension SubscriptionSet {
  /// How many entries there are that did not come with trades.
  fileprivate var countAsked: Int {
    Channel.alpaca.reduce(0) { sum, entry in
      let tickers = self[entry.channel]
      return entry.channel.followsTrades ? sum : sum + tickers.named.count + (tickers.all ? 1 : 0)
    }
  }
}

extension ServerMessage {
  fileprivate var count: Int {
    switch self {
    case .text(let bytes), .binary(let bytes): bytes.count
    }
  }
}
