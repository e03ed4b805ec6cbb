extension Channel {
  /// Alpaca's channels and their names, in the order of its answers.
  static let alpaca: [(channel: Channel, name: String)] = [
    (.trades, "trades"), (.quotes, "quotes"), (.minuteBars, "bars"), (.updatedBars, "updatedBars"),
    (.dailyBars, "dailyBars"), (.statuses, "statuses"), (.priceBands, "lulds"), (.corrections, "corrections"),
    (.cancels, "cancelErrors"),
  ]

  /// Whether Alpaca subscribes to it with trades, without being asked.
  var followsTrades: Bool { self == .corrections || self == .cancels }
}
