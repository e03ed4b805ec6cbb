// Which symbols run: those that are pinned, and those in demand.
extension MarketDataService {
  /// Pins symbols: they run, from now on or from the start on, until `unsubscribe`. Without effect on those that are
  /// pinned.
  ///
  /// - Throws: `DataSourceError` when the source does not have one of them; then none is added.
  public func ensureSubscribed(_ newSymbols: [Symbol]) throws(DataSourceError) {
    try activate(newSymbols)
    symbols.pin(newSymbols)
  }

  /// Pins a symbol.
  ///
  /// - Throws: `DataSourceError` when the source does not have it.
  public func ensureSubscribed(_ symbol: Symbol) throws(DataSourceError) { try ensureSubscribed([symbol]) }

  /// Unpins a symbol. Unless it is in demand it stands still then: what is in flight of it is withdrawn; its last quote
  /// stays, and its walk goes on where it was when the symbol runs again.
  public func unsubscribe(_ symbol: Symbol) {
    symbols.unpin(symbol)
    stopUnlessNeeded(symbol)
  }

  /// Asks for a symbol by name: it runs, from now on or from the start on, until each demand was removed, and while it
  /// is pinned. Demand is counted, and outlives a stop.
  ///
  /// - Throws: `ServiceError.unknownSymbol` when `isKnown` says no, `.source` when the source does not have it. Then
  ///   nothing has changed.
  public func addDemand(for symbol: Symbol) throws(ServiceError) {
    guard isKnown(symbol) else { throw .unknownSymbol(symbol.ticker) }
    do { try activate([symbol]) } catch { throw .source(error) }
    symbols.addDemand(for: symbol)
  }

  /// Takes back one demand. With the last, unless it is pinned, the symbol stands still as after `unsubscribe`. Without
  /// effect on a symbol that is not in demand.
  public func removeDemand(for symbol: Symbol) {
    symbols.removeDemand(for: symbol)
    stopUnlessNeeded(symbol)
  }

  /// Whether the service has a symbol: configured, or running.
  public func isKnown(_ symbol: Symbol) -> Bool { config.symbols[symbol] != nil || symbols.runs(symbol) }

  /// The symbols that run, or will from the start on.
  public var subscribedSymbols: Set<Symbol> { symbols.running }

  /// Makes symbols run now, if the market does.
  private func activate(_ newSymbols: [Symbol]) throws(DataSourceError) {
    guard phase == .running else { return }
    try pipeline.activate(newSymbols, at: marketTime)
    alarm.ring()
  }

  /// Lets a symbol stand still that nobody needs.
  private func stopUnlessNeeded(_ symbol: Symbol) {
    if !symbols.runs(symbol) { pipeline.deactivate(symbol) }
  }
}
