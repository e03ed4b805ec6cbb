import MarketData

/// Which symbols the numbers in records stand for.
///
/// A record costs one look into an array, at the number's lowest bits: numbers that lie close together do not get into
/// each other's way. Only a number that comes for the first time, or whose day has passed, or that has to share its
/// place, is looked for. Tickers are interned when they are met, so a file may know more of them than the process can.
struct InstrumentTable {
  /// A number that was met, with the times for which its symbol holds.
  private struct Slot {
    var from = Int64.max
    var until = Int64.min
    var instrument: UInt32 = 0
    var symbol: Symbol?
  }

  /// Some days on which a number stands for a ticker.
  private struct Interval {
    var instrument: UInt32
    var from: Int64
    var until: Int64
    var ticker: String
    var symbol: Symbol?
  }

  private var slots: [Slot]
  /// In the order of (instrument, from).
  private var intervals: [Interval]
  private let namesUnmapped: Bool

  /// A table of the metadata's mappings.
  ///
  /// - Throws: `HistoryError` when a mapping has something else where the number of an instrument must be.
  init(_ metadata: DBNMetadata, namesUnmapped: Bool, name: String) throws(HistoryError) {
    self.namesUnmapped = namesUnmapped
    intervals = []
    if metadata.symbology != .other { try Self.collect(metadata, into: &intervals, name) }
    intervals.sort { ($0.instrument, $0.from) < ($1.instrument, $1.from) }
    var size = 1024
    while size < 2 * intervals.count, size < 1 << 20 { size *= 2 }
    slots = Array(repeating: Slot(), count: size)
  }

  /// The symbol of a number that was met before and stands for the same at this time; nil: look it up.
  @inline(__always)
  func known(_ instrument: UInt32, at time: Int64) -> Symbol? {
    let slot = slots[Int(instrument) & (slots.count &- 1)]
    return slot.instrument == instrument && slot.from <= time && time < slot.until ? slot.symbol : nil
  }

  /// The symbol of a number at a time; nil when no mapping says.
  ///
  /// - Throws: `SymbolError` for a ticker that cannot be a symbol.
  @inline(__always)
  mutating func symbol(of instrument: UInt32, at time: Int64) throws(SymbolError) -> Symbol? {
    if let symbol = known(instrument, at: time) { return symbol }
    return try find(instrument, at: time)
  }

  @inline(never)
  private mutating func find(_ instrument: UInt32, at time: Int64) throws(SymbolError) -> Symbol? {
    var (low, high) = (0, intervals.count)
    while low < high {
      let middle = (low + high) / 2
      let interval = intervals[middle]
      if (interval.instrument, interval.from) <= (instrument, time) { low = middle + 1 } else { high = middle }
    }
    guard low > 0, intervals[low - 1].instrument == instrument, time < intervals[low - 1].until else {
      guard namesUnmapped else { return nil }
      return keep(instrument, unmappedTimes(instrument, before: low), try Symbol("id:\(instrument)"))
    }
    let symbol = if let known = intervals[low - 1].symbol { known } else { try Symbol(intervals[low - 1].ticker) }
    intervals[low - 1].symbol = symbol
    return keep(instrument, intervals[low - 1].from..<intervals[low - 1].until, symbol)
  }

  /// From the interval before a place to the one at it, as far as they are of the same number.
  private func unmappedTimes(_ instrument: UInt32, before place: Int) -> Range<Int64> {
    let hasPrevious = place > 0 && intervals[place - 1].instrument == instrument
    let hasNext = place < intervals.count && intervals[place].instrument == instrument
    return (hasPrevious ? intervals[place - 1].until : .min)..<(hasNext ? intervals[place].from : .max)
  }

  private mutating func keep(_ instrument: UInt32, _ times: Range<Int64>, _ symbol: Symbol) -> Symbol {
    slots[Int(instrument) & (slots.count - 1)] = Slot(
      from: times.lowerBound, until: times.upperBound, instrument: instrument, symbol: symbol)
    return symbol
  }

  private static func collect(
    _ metadata: DBNMetadata, into found: inout [Interval], _ name: String
  ) throws(HistoryError) {
    for mapping in metadata.mappings {
      for interval in mapping.intervals where !interval.target.isEmpty && !interval.days.isEmpty {
        let isInverse = metadata.symbology == .instrumentToSymbol
        let (number, ticker) = isInverse ? (mapping.name, interval.target) : (interval.target, mapping.name)
        guard let instrument = UInt32(number) else {
          throw HistoryError(
            name, expected: "mappings between symbols and the numbers of instruments",
            found: "\"\(mapping.name)\" for \"\(interval.target)\"")
        }
        found.append(
          Interval(
            instrument: instrument, from: DBNDate.start(ofDay: interval.days.lowerBound),
            until: DBNDate.start(ofDay: interval.days.upperBound), ticker: ticker))
      }
    }
  }
}
