import MarketData

extension RedisSession {
  /// Writes one pipeline, and comes back for more.
  func step() {
    guard pause == nil, !isClosed else { return }  // the end of the pause will go on
    if inFlight.isEmpty && pending.withLock({ $0.becomeIdle() }) { return }
    do throws(CacheError) { try write(connected()) } catch { lose(error) }
    if pause == nil { wake() }
  }

  private func write(_ connection: RedisConnection) throws(CacheError) {
    var batch = spare.popLast() ?? []
    let isLast = pending.withLock { pending in
      pending.take(Self.quotesPerPipeline, into: &batch)
      return pending.count == 0
    }
    if batch.isEmpty {
      spare.append(batch)
    } else {
      bytes.removeAll(keepingCapacity: true)
      commands.append(batch, to: &bytes)
      inFlight.append(batch)
      try connection.send(bytes)
    }
    // None are in flight when the cache was closed since `step` found something to write.
    if !inFlight.isEmpty, isLast || inFlight.count == Self.depth { try settleOldest(connection) }
  }

  /// Reads the answers to the pipeline sent first. A refusal makes writing pause.
  private func settleOldest(_ connection: RedisConnection) throws(CacheError) {
    var batch = inFlight.removeFirst()
    var refusal: CacheError?
    var (answered, refused) = (0, [CachedQuote]())
    let deadline = connection.deadline()
    do throws(CacheError) {
      while answered < batch.count {
        switch try connection.reply(by: deadline) {
        case .ok: break
        case .error(let text):
          refused.append(batch[answered])
          refusal = refusal ?? .refused("SET", by: url, text)
        case let reply: throw .unexpected(from: url, reply.summary)
        }
        answered += 1
      }
    } catch {
      settle(written: answered - refused.count, again: refused + batch[answered...])
      throw error
    }
    settle(written: batch.count - refused.count, again: refused[...])
    batch.removeAll(keepingCapacity: true)
    spare.append(batch)
    if let refusal { try refuse(refusal, connection) } else { recover() }
  }

  func settle(written: Int, again: some Collection<CachedQuote>) {
    let completed = pending.withLock { $0.settle(written: written, again: again) }
    for flush in completed { flush.resume(returning: true) }
  }

  /// The server took some writes not: the answers to the others are read, then writing pauses.
  private func refuse(_ refusal: CacheError, _ connection: RedisConnection) throws(CacheError) {
    report(refusal)
    startPause()
    try settleAll(connection)
  }

  func settleAll(_ connection: RedisConnection) throws(CacheError) {
    while !inFlight.isEmpty { try settleOldest(connection) }
  }
}
