/// Something that a market-data feed tells its clients.
public enum MarketEvent: Hashable, Sendable {
  /// The trade that a quote carries.
  case trade(Quote)
  /// The best bid and ask that a quote carries.
  case book(Quote)
  /// A window of trades.
  case bar(Bar, Bar.Kind)
  /// An estimate of what a symbol is worth.
  case fairValue(FairValue)
  /// Limits to a symbol's price.
  case priceBand(PriceBand)
  /// A halt, or its end.
  case status(TradingStatus)
  /// A trade that was reported wrong.
  case correction(TradeCorrection)
  /// A trade that did not take place.
  case cancel(TradeCancel)

  /// What it is about.
  public var symbol: Symbol {
    switch self {
    case .trade(let quote), .book(let quote): quote.symbol
    case .bar(let bar, _): bar.symbol
    case .fairValue(let value): value.symbol
    case .priceBand(let band): band.symbol
    case .status(let status): status.symbol
    case .correction(let correction): correction.symbol
    case .cancel(let cancel): cancel.symbol
    }
  }
}

/// An estimate of what a symbol is worth: the middle between bid and ask.
public struct FairValue: Hashable, Sendable {
  /// What it is an estimate of.
  public var symbol: Symbol
  /// The estimate.
  public var value: Price
  /// As of when.
  public var timestamp: Timestamp

  /// An estimate.
  public init(symbol: Symbol, value: Price, timestamp: Timestamp) {
    (self.symbol, self.value, self.timestamp) = (symbol, value, timestamp)
  }

  /// The middle of a quote's book, rounded down to 0.0001 where that is above nothing.
  public init(_ quote: Quote) {
    let middle = quote.bid.nanos / 2 + quote.ask.nanos / 2
    let rounded = middle - middle % 100_000
    self.init(
      symbol: quote.symbol, value: Price(nanos: rounded > 0 ? rounded : middle), timestamp: quote.timestamp)
  }
}

/// The band that limit-up limit-down allows a price in.
public struct PriceBand: Hashable, Sendable {
  /// What it limits.
  public var symbol: Symbol
  /// The highest price allowed.
  public var upper: Price
  /// The lowest price allowed.
  public var lower: Price
  /// The indicator of the plan: one letter, `A` to `I`; `B` is an ordinary band.
  public var indicator: String
  /// Since when.
  public var timestamp: Timestamp
  /// Its number among the symbol's messages.
  public var sequence: UInt64

  /// A band.
  public init(
    symbol: Symbol, upper: Price, lower: Price, indicator: String = "B", timestamp: Timestamp, sequence: UInt64
  ) {
    (self.symbol, self.upper, self.lower) = (symbol, upper, lower)
    (self.indicator, self.timestamp, self.sequence) = (indicator, timestamp, sequence)
  }
}

/// A change of whether a symbol may be traded. Codes and texts are those of the tape.
public struct TradingStatus: Hashable, Sendable {
  /// What is halted or trades again.
  public var symbol: Symbol
  /// What holds now: `H` halted, `T` trading, and others.
  public var code: String
  /// The same for people.
  public var message: String
  /// Why: `LUDP` a pause by limit-up limit-down, and others.
  public var reasonCode: String
  /// The same for people; may be empty.
  public var reasonMessage: String
  /// Since when.
  public var timestamp: Timestamp

  /// A status.
  public init(
    symbol: Symbol, code: String, message: String, reasonCode: String, reasonMessage: String = "",
    timestamp: Timestamp
  ) {
    (self.symbol, self.code, self.message) = (symbol, code, message)
    (self.reasonCode, self.reasonMessage, self.timestamp) = (reasonCode, reasonMessage, timestamp)
  }
}

/// A trade that was reported wrong, with what is right.
public struct TradeCorrection: Hashable, Sendable {
  /// What was traded.
  public var symbol: Symbol
  /// What was reported.
  public var original: Trade
  /// What is right.
  public var corrected: Trade
  /// When it was corrected.
  public var timestamp: Timestamp

  /// One report of a trade.
  public struct Trade: Hashable, Sendable {
    /// The trade's number.
    public var id: UInt64
    /// Its price.
    public var price: Price
    /// Its shares.
    public var size: Int32
    /// Its conditions, such as `@`.
    public var conditions: [String]

    /// A report.
    public init(id: UInt64, price: Price, size: Int32, conditions: [String] = ["@"]) {
      (self.id, self.price, self.size, self.conditions) = (id, price, size, conditions)
    }
  }

  /// A correction.
  public init(symbol: Symbol, original: Trade, corrected: Trade, timestamp: Timestamp) {
    (self.symbol, self.original, self.corrected, self.timestamp) = (symbol, original, corrected, timestamp)
  }
}

/// A trade that did not take place.
public struct TradeCancel: Hashable, Sendable {
  /// What was said to be traded.
  public var symbol: Symbol
  /// The trade's number.
  public var id: UInt64
  /// Its price.
  public var price: Price
  /// Its shares.
  public var size: Int32
  /// Why.
  public var action: Action
  /// When it was taken back.
  public var timestamp: Timestamp

  /// Why a trade is taken back.
  public enum Action: String, Hashable, Sendable {
    /// The parties agreed.
    case cancel = "C"
    /// It was a mistake.
    case error = "E"
  }

  /// A trade taken back.
  public init(symbol: Symbol, id: UInt64, price: Price, size: Int32, action: Action, timestamp: Timestamp) {
    (self.symbol, self.id, self.price) = (symbol, id, price)
    (self.size, self.action, self.timestamp) = (size, action, timestamp)
  }
}
