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
    let added = interests.filter { wanted.insert($0) }
    guard wanted.countAsked <= maxSubscriptions else { return [send(.error(.symbolLimit))] }
    let reply = AlpacaReply.subscription(wanted).message(binary: binary)
    guard reply.count < Self.sizeLimit else { return [send(.error(.symbolLimit))] }
    let new = flow(of: added, in: wanted)
    subscriptions = wanted
    return [.send(reply)] + (new.isEmpty ? [] : [.subscribe(new)])
  }

  /// Takes away from what is subscribed.
  mutating func unsubscribe(_ interests: [Interest]) -> [SessionAction] {
    var wanted = subscriptions
    let removed = interests.filter { wanted.remove($0) }
    let gone = flow(of: removed, in: wanted)
    subscriptions = wanted
    return (gone.isEmpty ? [] : [.unsubscribe(gone)]) + [send(.subscription(wanted))]
  }

  /// What begins or ends to flow by changed entries: they themselves, but that the ticker for tests has two that let it.
  private func flow(of changed: [Interest], in wanted: SubscriptionSet) -> [Interest] {
    guard feed == .test else { return changed }
    let tests = Channel.alpaca.filter { entry in
      wanted[entry.channel].haveTests != subscriptions[entry.channel].haveTests
    }
    return changed.filter { $0.ticker != Self.testTicker } + tests.map { Interest($0.channel, Self.testTicker) }
  }
}

extension SubscriptionSet.Tickers {
  fileprivate var haveTests: Bool { all || named.contains(AlpacaSession.testTicker) }
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
