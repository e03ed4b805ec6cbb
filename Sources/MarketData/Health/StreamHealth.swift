/// How a symbol's stream of quotes is, as far as a consumer can tell from the stream itself.
public enum StreamHealth: String, Hashable, Sendable, CaseIterable, Codable {
  /// Quotes come as expected.
  case live
  /// Quotes come, but the times that they bear lag behind, or are ahead: one by nearly half the expected interval, or one
  /// after the other more.
  case late
  /// None has come for twice the expected interval.
  case stale
  /// None has come for three times the expected interval.
  case mute
  /// Quotes come, but numbers are missing between them.
  case gapped
  /// No quotes are expected: the market is closed, or the symbol halted.
  case closed
}

/// A symbol's stream changed its state.
public struct HealthChange: Hashable, Sendable {
  /// Whose stream.
  public var symbol: Symbol
  /// How it was.
  public var from: StreamHealth
  /// How it is.
  public var to: StreamHealth
  /// Since when, in the market's time.
  public var time: Timestamp
  /// What was seen.
  public var evidence: Evidence

  /// A change.
  public init(_ symbol: Symbol, from: StreamHealth, to: StreamHealth, time: Timestamp, evidence: Evidence) {
    (self.symbol, self.from, self.to, self.time, self.evidence) = (symbol, from, to, time, evidence)
  }

  /// What a verdict rests on.
  public enum Evidence: Hashable, Sendable {
    /// A quote came, as it should.
    case quote
    /// No quote has come for so long.
    case silence(Duration)
    /// A quote came so long after the time that it bears; before, if negative.
    case lag(Duration)
    /// So many numbers are missing before a quote.
    case missing(UInt64)
    /// The market's hours, or a halt.
    case hours
  }
}
