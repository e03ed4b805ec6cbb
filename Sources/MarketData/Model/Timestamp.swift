/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Nanoseconds since the Unix epoch.
  public var nanos: Int64

  /// The time so many nanoseconds after the Unix epoch.
  @inlinable
  public init(nanos: Int64) { self.nanos = nanos }

  /// The time so many milliseconds after the Unix epoch, clamped to the years 1677 to 2262.
  @inlinable
  public init(milliseconds: Int64) {
    let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    nanos = overflow ? (milliseconds < 0 ? .min : .max) : product
  }

  /// Compares by value.
  @inlinable
  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.nanos < b.nanos }

  /// The time later by a duration, clamped to the years 1677 to 2262.
  @inlinable
  public static func + (time: Timestamp, duration: Duration) -> Timestamp { time.adding(nanos: duration.nanos) }

  /// The time earlier by a duration, clamped to the years 1677 to 2262.
  @inlinable
  public static func - (time: Timestamp, duration: Duration) -> Timestamp {
    let (difference, overflow) = time.nanos.subtractingReportingOverflow(duration.nanos)
    return Timestamp(nanos: overflow ? (duration.nanos < 0 ? .max : .min) : difference)
  }

  /// The time from `b` to `a`: positive when `a` is later. Clamped to ±292 years.
  @inlinable
  public static func - (a: Timestamp, b: Timestamp) -> Duration {
    let (difference, overflow) = a.nanos.subtractingReportingOverflow(b.nanos)
    return .nanoseconds(overflow ? (a < b ? .min : .max) : difference)
  }

  /// Whole milliseconds since the Unix epoch, rounded down.
  @inlinable
  public var milliseconds: Int64 {
    let quotient = nanos / 1_000_000
    return nanos % 1_000_000 < 0 ? quotient - 1 : quotient
  }

  @inlinable
  package func adding(nanos delta: Int64) -> Timestamp {
    let (sum, overflow) = nanos.addingReportingOverflow(delta)
    return Timestamp(nanos: overflow ? (delta < 0 ? .min : .max) : sum)
  }

  /// Later than any event.
  package static var distantFuture: Timestamp { Timestamp(nanos: .max) }
}

extension Duration {
  /// The duration in nanoseconds, clamped to ±292 years.
  @inlinable
  public var nanos: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, over) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
    return overflow || over ? (seconds < 0 ? .min : .max) : sum
  }

  /// The duration in milliseconds, fractions kept.
  public var inMilliseconds: Double { Double(nanos) / 1e6 }
  /// The duration in seconds, fractions kept.
  public var inSeconds: Double { Double(nanos) / 1e9 }
}
