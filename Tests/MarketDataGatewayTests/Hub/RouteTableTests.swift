import MarketData
import MarketDataWire
import Testing

@testable import MarketDataGateway

@Suite("Which groups want which messages")
struct RouteTableTests {
  static func subscription(_ interests: (Channel, String?)...) -> SubscriptionSet {
    var set = SubscriptionSet()
    for (channel, ticker) in interests { set.insert(Interest(channel, ticker)) }
    return set
  }

  /// The groups that get a message, sorted.
  static func wanted(_ table: RouteTable, _ channel: Channel, _ symbol: Symbol) -> [Int] {
    let groups = table.groups(for: channel, symbol)
    return (groups.all + groups.named).sorted()
  }

  @Test("A group gets what it names on the channel where it names it, and a wildcard everything of its channel")
  func namesAndWildcards() throws {
    let (a, b) = (try Symbol("ROUTEA"), try Symbol("ROUTEB"))
    var table = RouteTable(onDemand: [])
    table.add(0, Self.subscription((.trades, "ROUTEA")))
    table.add(1, Self.subscription((.trades, nil)))
    table.add(2, Self.subscription((.quotes, "ROUTEA"), (.trades, "ROUTEB")))
    #expect(Self.wanted(table, .trades, a) == [0, 1])
    #expect(Self.wanted(table, .trades, b) == [1, 2])
    #expect(Self.wanted(table, .quotes, a) == [2])
    #expect(Self.wanted(table, .quotes, b) == [])
    #expect(table.isWanted(.trades) && table.isWanted(.quotes) && !table.isWanted(.beats))
  }

  @Test("A wildcard and a name together bring a message once")
  func both() throws {
    var table = RouteTable(onDemand: [])
    table.add(0, Self.subscription((.trades, nil), (.trades, "ROUTEA"), (.trades, "ROUTE.NEW")))
    #expect(Self.wanted(table, .trades, try Symbol("ROUTEA")) == [0])
    let new = try Symbol("ROUTE.NEW")
    table.learn(new)
    #expect(Self.wanted(table, .trades, new) == [0])
  }

  @Test("A symbol on demand is reached by its name only, beside a wildcard too")
  func onDemand() throws {
    let fake = try Symbol("ROUTEFAKE")
    var table = RouteTable(onDemand: [fake])
    table.add(0, Self.subscription((.trades, nil)))
    table.add(1, Self.subscription((.trades, "ROUTEFAKE")))
    table.add(2, Self.subscription((.trades, nil), (.trades, "ROUTEFAKE")))
    #expect(Self.wanted(table, .trades, fake) == [1, 2])
    #expect(Self.wanted(table, .trades, try Symbol("ROUTEA")) == [0, 2])
    table.remove(2, Self.subscription((.trades, nil), (.trades, "ROUTEFAKE")))
    #expect(Self.wanted(table, .trades, fake) == [1])
  }

  @Test("A ticker that nobody knows waits as text, until a source offers it")
  func unknown() throws {
    var table = RouteTable(onDemand: [])
    table.add(0, Self.subscription((.trades, "ROUTE.LATER"), (.quotes, "ROUTE.LATER")))
    table.add(1, Self.subscription((.trades, "ROUTE.LATER")))
    #expect(Symbol(known: "ROUTE.LATER") == nil)
    #expect(table.isWanted(.trades))
    let symbol = try Symbol("ROUTE.LATER")
    #expect(Self.wanted(table, .trades, symbol) == [])
    table.learn(symbol)
    #expect(Self.wanted(table, .trades, symbol) == [0, 1])
    #expect(Self.wanted(table, .quotes, symbol) == [0])
    table.learn(symbol)
    #expect(Self.wanted(table, .trades, symbol) == [0, 1])
  }

  @Test("A group that is taken out gets nothing any more, whether its tickers are known or not")
  func removal() throws {
    let a = try Symbol("ROUTEA")
    let all = Self.subscription((.trades, nil), (.quotes, "ROUTEA"), (.quotes, "ROUTE.NEVER"), (.quotes, "ROUTE.SOON"))
    var table = RouteTable(onDemand: [])
    table.add(0, all)
    table.add(1, all)
    let soon = try Symbol("ROUTE.SOON")  // known between subscription and removal, but not learned
    table.remove(0, all)
    #expect(Self.wanted(table, .trades, a) == [1])
    #expect(Self.wanted(table, .quotes, a) == [1])
    let never = try Symbol("ROUTE.NEVER")
    table.learn(never)
    table.learn(soon)
    #expect(Self.wanted(table, .quotes, never) == [1])
    #expect(Self.wanted(table, .quotes, soon) == [1])
    table.remove(1, all)
    for channel in Channel.allCases {
      #expect(!table.isWanted(channel))
      for symbol in [a, never, soon] { #expect(Self.wanted(table, channel, symbol) == []) }
    }
  }
}
