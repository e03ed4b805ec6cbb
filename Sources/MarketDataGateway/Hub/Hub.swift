import MarketData
import MarketDataWire

/// Who gets what: a value that takes in clients, their subscriptions and the market's messages, and holds for each
/// client the bytes to be sent next. It does no I/O.
///
/// Clients with the same subscription form a group with one log of frames; a client is a place in that log. What is
/// for one client alone (answers, and what was copied when it left a group) goes into a queue of its own, which is
/// sent before the log. So the order is kept, and a change of subscription holds from its answer on.
struct Hub {
  /// How much may wait for a client, and how many messages share a frame.
  struct Limits {
    var messagesPerFrame: Int
    var clientBytes: Int
  }

  let limits: Limits
  var clients: [HubSlot] = []
  private var freeClients: [Int] = []
  var groups: [Group] = []
  private var freeGroups: [Int] = []
  private var groupOf: [GroupKey: Int] = [:]
  var routes: [RouteTable]
  var encoders = WireFormat.allCases.map { EventEncoder($0) }
  /// Whether a quote of the symbol has been seen, by `Symbol.index`.
  var seen: [Bool] = []
  /// Groups that got messages since they were last flushed.
  var dirty: [Int] = []
  var counters = HubCounters()
  /// The time of what is being published.
  var now = Timestamp(nanos: 0)
  private let compress: FrameBuilder.Compressor?

  /// - Parameters:
  ///   - onDemand: Symbols that wildcards do not mean.
  ///   - compress: Compresses a payload for clients that agreed to that.
  init(limits: Limits, onDemand: Set<Symbol> = [], compress: FrameBuilder.Compressor? = nil) {
    (self.limits, self.compress) = (limits, compress)
    routes = WireFormat.allCases.map { _ in RouteTable(onDemand: onDemand) }
  }

  // MARK: Clients

  /// Takes in a client that wants nothing yet.
  mutating func add(format: WireFormat, compresses: Bool) -> ClientID {
    let slot = HubSlot(group: -1)
    let id = ClientID(number: freeClients.popLast() ?? clients.count)
    if id.number < clients.count { clients[id.number] = slot } else { clients.append(slot) }
    join(id, GroupKey(format: format, compresses: compresses, subscription: SubscriptionSet()))
    return id
  }

  /// Forgets a client, and what waits for it.
  mutating func remove(_ id: ClientID) {
    leave(id)
    clients[id.number] = HubSlot(group: -1)
    freeClients.append(id.number)
  }

  /// What a client gets.
  func subscription(of id: ClientID) -> SubscriptionSet { groups[clients[id.number].group].key.subscription }

  /// Lets data of these flow from here on.
  mutating func subscribe(_ id: ClientID, to interests: [Interest]) {
    change(id) { subscription in
      for interest in interests { subscription.insert(interest) }
    }
  }

  /// Ends data of these: what was published before is sent before anything else, and nothing after.
  mutating func unsubscribe(_ id: ClientID, from interests: [Interest]) {
    change(id) { subscription in
      for interest in interests { subscription.remove(interest) }
    }
  }

  /// Queues bytes for one client after all that waits for it.
  mutating func send(_ bytes: [UInt8], to id: ClientID) {
    settle(id)
    clients[id.number].queue += bytes
  }

  // MARK: Groups

  private mutating func change(_ id: ClientID, _ body: (inout SubscriptionSet) -> Void) {
    var key = groups[clients[id.number].group].key
    body(&key.subscription)
    guard key != groups[clients[id.number].group].key else { return }
    settle(id)
    leave(id)
    join(id, key)
  }

  /// Moves what waits for a client in its group's log into its own queue.
  mutating func settle(_ id: ClientID) {
    let (place, group) = (clients[id.number].place, clients[id.number].group)
    let end = groups[group].log.end
    if place < end { clients[id.number].queue += groups[group].log.slice(place..<end) }
    reach(id, end)
  }

  private mutating func join(_ id: ClientID, _ key: GroupKey) {
    let group = groupOf[key] ?? makeGroup(key)
    clients[id.number].group = group
    clients[id.number].member = groups[group].members.count
    clients[id.number].place = groups[group].log.end
    clients[id.number].messages = groups[group].log.messageCount
    groups[group].members.append(id)
  }

  private mutating func leave(_ id: ClientID) {
    let (group, index) = (clients[id.number].group, clients[id.number].member)
    let last = groups[group].members.removeLast()
    if last != id {
      groups[group].members[index] = last
      clients[last.number].member = index
    }
    if groups[group].members.isEmpty { removeGroup(group) }
  }

  private mutating func makeGroup(_ key: GroupKey) -> Int {
    let group = Group(
      key,
      builder: FrameBuilder(
        key.format, messagesPerFrame: limits.messagesPerFrame, compress: key.compresses ? compress : nil))
    let index = freeGroups.popLast() ?? groups.count
    if index < groups.count { groups[index] = group } else { groups.append(group) }
    groupOf[key] = index
    routes[Int(key.format.rawValue)].add(index, key.subscription)
    return index
  }

  private mutating func removeGroup(_ index: Int) {
    let key = groups[index].key
    groupOf[key] = nil
    routes[Int(key.format.rawValue)].remove(index, key.subscription)
    groups[index] = Group(
      GroupKey(format: key.format, compresses: false, subscription: SubscriptionSet()),
      builder: FrameBuilder(key.format, messagesPerFrame: 1, compress: nil))
    dirty.removeAll { $0 == index }
    freeGroups.append(index)
  }
}

/// What a hub knows of a client.
struct HubSlot {
  /// The index of its group.
  var group: Int
  /// Its index among the group's members.
  var member = 0
  /// How far it is in the group's log.
  var place: UInt64 = 0
  /// How many messages of the log have been counted for it.
  var messages: UInt64 = 0
  /// What is for it alone, and is sent before the log.
  var queue: [UInt8] = []
  /// How much of the queue has been sent.
  var sent = 0
}

/// What a hub has done.
struct HubCounters {
  /// Messages that were handed on, each client's counted.
  var messages = 0
  /// Messages that slow clients missed because later ones replaced them.
  var conflated = 0
}
