import MarketData

/// Everything that the live table shows, at one moment.
struct DashboardState: Hashable {
  /// What is running: seed, symbols, time, and what it does at the moment.
  var title = Title()
  /// The symbols that are shown, in order.
  var rows: [Row] = []
  /// How many symbols there are besides.
  var moreSymbols = 0
  /// The last signals, the latest first.
  var signals: [Signal] = []
  var portfolio = PortfolioLine()
  var counters = Counters()
  var cache = CacheLine()
  /// Nil: there is no gateway.
  var gateway: GatewayLine?
  /// The last log lines, the latest last.
  var logs: [String] = []

  struct Title: Hashable {
    var seed: UInt64 = 0
    var symbolCount = 0
    var elapsed = Duration.zero
    /// How long it will run; nil: until it is stopped.
    var duration: Duration?
    var isStopping = false
  }

  /// One symbol.
  struct Row: Hashable {
    var ticker: String
    var scenario: String
    var price: Price?
    var bid: Price?
    var ask: Price?
    /// The last prices seen, the latest last.
    var samples: [Double] = []
    /// The way of the last change of price: below, at, or above 0.
    var direction = 0
    /// The price against the first one seen, relative.
    var change = 0.0
    var age = Duration.zero
    var isStale = false
    /// How its stream is, as far as it is judged.
    var health: StreamHealth?
    /// Runs only on demand, and nobody asks for it.
    var isIdle = false
  }

  /// What the paper portfolio is worth.
  struct PortfolioLine: Hashable {
    var value = Money.zero
    var profit = Money.zero
    /// How many positions are open.
    var positions = 0
    var signalCount = 0
    /// Whether every open position has a fresh quote.
    var isFresh = true
  }

  struct Counters: Hashable {
    var emitted = 0
    var perSecond = 0.0
    var gaps = 0
    var inFlight = 0
    var blocked = Duration.zero
    /// By kind, in the order of decision; those that never struck may be left out.
    var faults: [Fault] = []

    struct Fault: Hashable {
      var kind: FaultKind
      var count: Int
    }
  }

  struct CacheLine: Hashable {
    /// Where it is: `memory`, or a URL without secrets.
    var place = "memory"
    var statistics = CacheStatistics()
    var refusedOlder = 0
  }

  /// Whom the gateway serves.
  struct GatewayLine: Hashable {
    /// Where it listens: `ws://127.0.0.1:8765`.
    var address: String
    var clients = 0
    /// Data messages sent.
    var messages = 0
    var perSecond = 0.0
  }
}
