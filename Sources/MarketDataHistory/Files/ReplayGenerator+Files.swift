import Glibc
public import MarketData

extension ReplayGenerator {
  /// A replay of a store, or of a DBN file, as configured.
  ///
  /// - Throws: `HistoryError` when there is none, it cannot be read, or it does not have what was asked for.
  public init(_ history: HistoryConfig, _ recycler: RecyclerConfig) throws(HistoryError) {
    var selection: StoreSelection
    do { selection = try recycler.selection() } catch {
      throw HistoryError("recycler.symbols", expected: "tickers", found: "\(error)")
    }
    guard try isStore(history.path) else {
      try self.init(DBNCursor(path: history.path), plan: recycler.plan)
      try check(selection.symbols ?? [], in: history.path)
      return
    }
    let store = try HistoryStore(history.path)
    if selection.sources == nil { selection.sources = try store.originalSources() }
    try self.init(StoreRows(store, selection), plan: recycler.plan)
  }

  /// The symbols of which there are rows; nil when that is not known without reading them all.
  public var available: Set<Symbol>? { rows.symbols }

  private func check(_ symbols: [Symbol], in path: String) throws(HistoryError) {
    guard let available, let missing = symbols.first(where: { !available.contains($0) }) else { return }
    let names = available.map(\.ticker).sorted().prefix(10).joined(separator: ", ")
    throw HistoryError(path, expected: "a symbol of \(names)", found: "\"\(missing)\"")
  }
}

extension HistoryStore {
  /// The sources but `recycled`: what was a replay is not replayed beside what it is a copy of. Nil: there are no others.
  fileprivate func originalSources() throws(HistoryError) -> [String]? {
    let sources = Set(try spans().map(\.source)).subtracting([RecorderConfig.recycled])
    return sources.isEmpty ? nil : sources.sorted()
  }
}

/// Whether a file is one of SQLite.
private func isStore(_ path: String) throws(HistoryError) -> Bool {
  guard access(path, F_OK) == 0 else {
    throw HistoryError(
      path, expected: "a history to replay", found: "nothing of that name",
      hint: "marketdata history import fills one, and marketdata run --record records one")
  }
  var source = try ByteSource(path: path)
  return try source.prefix(15).elementsEqual("SQLite format 3".utf8)
}
