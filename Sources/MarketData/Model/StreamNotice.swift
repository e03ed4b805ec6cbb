/// Something a subscriber must know besides quotes. It stands in the stream where it happened.
public enum StreamNotice: Hashable, Sendable {
  /// Quotes that this subscriber will never get.
  case gap(Gap)
  /// A symbol's stream is not what it was: it fell silent, lags, lost quotes, or is well again.
  case health(HealthChange)
  /// What a market says besides trades and books: a halt or its end, a band of limits.
  case market(MarketEvent)
  /// A replay of history came to its end, began anew, or was told something.
  case replay(ReplayNotice)
}
