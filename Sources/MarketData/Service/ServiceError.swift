/// Why a service cannot do what it is asked. Nothing has changed then.
public enum ServiceError: Error, Hashable, CustomStringConvertible {
  /// The symbol is not subscribed.
  case notSubscribed(String)
  /// The service has no such symbol.
  case unknownSymbol(String)
  /// The source of quotes refuses.
  case source(DataSourceError)
  /// A pushed quote has no positive price.
  case priceNotPositive(ticker: String, price: Price)
  /// A stream's bound is out of range.
  case invalidBound(Int)
  /// A subscriber may not make a live source wait.
  case suspendsLiveSource
  /// The service is not running.
  case notRunning

  /// What was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .notSubscribed(let ticker):
      "expected a symbol that is subscribed, found \"\(ticker)\"; call ensureSubscribed first"
    case .unknownSymbol(let ticker):
      "expected a symbol that is configured or subscribed, found \"\(ticker)\"; "
        + "add it to market_data.symbols or call ensureSubscribed first"
    case .source(let error): error.description
    case .priceNotPositive(let ticker, let price): "\(ticker): expected a price above 0, found \(price)"
    case .invalidBound(let bound): "expected a bound of 1 to 1000000 quotes, found \(bound)"
    case .suspendsLiveSource:
      "expected drop_oldest, drop_newest or conflate for a live source, found suspend; nobody can make it wait"
    case .notRunning: "expected a running service, found a stopped one; call start first"
    }
  }
}
