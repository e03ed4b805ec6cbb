public import MarketData

/// What a consumer says it noticed: something wrong with a symbol, at a time, and as much more as it knows.
public struct Detection: Hashable, Sendable {
  /// Whose quotes.
  public var symbol: Symbol
  /// When it was noticed, in the market's time.
  public var time: Timestamp
  /// Which quote; nil when the consumer does not say. Then it may be any.
  public var sequence: UInt64?
  /// Which faults it may have been; nil when the consumer does not say. Then it may be any.
  public var kinds: Set<FaultKind>?
  /// The same in words, for the report; may be empty.
  public var note: String

  /// Something noticed.
  public init(
    _ symbol: Symbol, at time: Timestamp, sequence: UInt64? = nil, kinds: Set<FaultKind>? = nil, note: String = ""
  ) {
    (self.symbol, self.time, self.sequence, self.kinds, self.note) = (symbol, time, sequence, kinds, note)
  }

  /// What a strategy noticed, when its signal says so: `signals.filter { $0.action == .flat }.map { Detection($0) }`.
  public init(_ signal: Signal) {
    self.init(signal.symbol, at: signal.time, note: "\(signal.action.rawValue): \(signal.reason)")
  }

  /// What the health of a stream tells of: silence, lag or missing quotes. Nil when it is well, or the market closed.
  public init?(_ change: HealthChange) {
    let kinds: Set<FaultKind>
    switch change.to {
    case .live, .closed: return nil
    case .stale, .mute: kinds = FaultKind.silences.union(FaultKind.latenesses)
    case .late: kinds = FaultKind.latenesses.union(FaultKind.clocks)
    case .gapped: kinds = FaultKind.losses
    }
    self.init(change.symbol, at: change.time, kinds: kinds, note: "\(change.from.rawValue) to \(change.to.rawValue)")
  }
}

extension FaultKind {
  /// Faults that let a symbol fall silent.
  public static let silences: Set<FaultKind> = [.staleWindow, .mute, .first, .swizzle]
  /// Faults that leave a hole in the sequence, if only for a while.
  public static let losses: Set<FaultKind> = silences.union([.drop, .burstLoss, .reorder])
  /// Faults by which quotes come late.
  public static let latenesses: Set<FaultKind> = [.delay, .reorder, .drift]
  /// Faults that make timestamps wrong.
  public static let clocks: Set<FaultKind> = [.outOfOrder, .clockStep, .clockSkew]
}
