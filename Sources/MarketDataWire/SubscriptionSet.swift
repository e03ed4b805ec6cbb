/// One thing that a client wants, or wants no longer.
public struct Interest: Hashable, Sendable {
  /// The kind of message.
  public var channel: Channel
  /// The ticker's text, as the client wrote it; nil is the wildcard.
  public var ticker: String?

  /// An interest in one ticker, or in all.
  public init(_ channel: Channel, _ ticker: String?) { (self.channel, self.ticker) = (channel, ticker) }
}

/// What a client gets: per channel tickers, all tickers, or both. The wildcard and a ticker are independent entries.
///
/// Tickers are held as text: a client may ask for what no source has yet.
public struct SubscriptionSet: Hashable, Sendable {
  /// What a client wants on one channel.
  public struct Tickers: Hashable, Sendable {
    /// Whether the wildcard is subscribed.
    public var all = false
    /// The tickers subscribed by name.
    public var named: Set<String> = []
    /// Whether there is nothing.
    public var isEmpty: Bool { !all && named.isEmpty }
  }

  private var channels: [Channel: Tickers] = [:]

  /// Nothing.
  public init() {}

  /// What is wanted on a channel.
  public subscript(channel: Channel) -> Tickers { channels[channel] ?? Tickers() }

  /// Adds an interest.
  ///
  /// - Returns: Whether it is new.
  @discardableResult
  public mutating func insert(_ interest: Interest) -> Bool {
    guard let ticker = interest.ticker else {
      defer { channels[interest.channel, default: Tickers()].all = true }
      return !self[interest.channel].all
    }
    return channels[interest.channel, default: Tickers()].named.insert(ticker).inserted
  }

  /// Takes an interest away.
  ///
  /// - Returns: Whether it was there.
  @discardableResult
  public mutating func remove(_ interest: Interest) -> Bool {
    guard contains(interest) else { return false }
    if let ticker = interest.ticker {
      channels[interest.channel]?.named.remove(ticker)
    } else {
      channels[interest.channel]?.all = false
    }
    if channels[interest.channel]?.isEmpty == true { channels[interest.channel] = nil }
    return true
  }

  /// Whether exactly this entry is there.
  public func contains(_ interest: Interest) -> Bool {
    guard let ticker = interest.ticker else { return self[interest.channel].all }
    return channels[interest.channel]?.named.contains(ticker) ?? false
  }

  /// Whether there is nothing.
  public var isEmpty: Bool { channels.isEmpty }

  /// How many entries there are; the wildcard of a channel is one.
  public var count: Int { channels.values.reduce(0) { $0 + $1.named.count + ($1.all ? 1 : 0) } }

  /// All entries, in no particular order.
  public var interests: [Interest] {
    channels.flatMap { channel, tickers in
      (tickers.all ? [Interest(channel, nil)] : []) + tickers.named.map { Interest(channel, $0) }
    }
  }
}
