import MarketData
import MarketDataWire

// What the market says, on its way into the logs of those who want it.
extension Hub {
  /// Puts the messages of quotes into the logs, in order.
  mutating func publish(_ quotes: borrowing QuoteBatch) {
    for quote in copy quotes { publish(quote) }
  }

  /// Puts the messages of one quote into the logs: its trade, its book, and what the symbol is worth by it.
  mutating func publish(_ quote: Quote) {
    learn(quote.symbol)
    if quote.changes.contains(.trade) { publish(.trade(quote), on: .trades, quote.symbol) }
    guard quote.changes.contains(.book) else { return }
    publish(.book(quote), on: .quotes, quote.symbol)
    if isWanted(.fairValues) { publish(.fairValue(FairValue(quote)), on: .fairValues, quote.symbol) }
  }

  /// Puts the message of an event into the logs.
  mutating func publish(_ event: MarketEvent) {
    learn(event.symbol)
    publish(event, on: Channel(event), event.symbol)
  }

  /// Whether anybody wants anything of a channel.
  func isWanted(_ channel: Channel) -> Bool { routes.contains { $0.isWanted(channel) } }

  /// Closes the frames that are open, so that all that was published can be sent.
  mutating func closeFrames() {
    for group in dirty { groups[group].closeFrame(at: now) }
  }

  /// Encodes a message once for each format in which somebody wants it.
  private mutating func publish(_ event: @autoclosure () -> MarketEvent, on channel: Channel, _ symbol: Symbol) {
    for format in routes.indices where routes[format].isWanted(channel) {
      let wanted = routes[format].groups(for: channel, symbol)
      if wanted.all.isEmpty && wanted.named.isEmpty { continue }
      let message = encoders[format].encode(event())
      if message.isEmpty { continue }
      for group in wanted.all { append(message, channel, symbol, to: group) }
      for group in wanted.named { append(message, channel, symbol, to: group) }
    }
  }

  private mutating func append(_ message: ArraySlice<UInt8>, _ channel: Channel, _ symbol: Symbol, to group: Int) {
    groups[group].append(message, channel, symbol, at: now)
    guard !groups[group].isDirty else { return }
    groups[group].isDirty = true
    dirty.append(group)
  }

  private mutating func learn(_ symbol: Symbol) {
    if symbol.index < seen.count, seen[symbol.index] { return }
    while seen.count <= symbol.index { seen.append(false) }
    seen[symbol.index] = true
    for format in routes.indices { routes[format].learn(symbol) }
  }
}
