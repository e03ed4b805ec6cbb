import MarketData
import Testing

@testable import MarketDataRedis

@Suite("Error replies of Redis")
struct RedisErrorTests {
  @Test(
    "Are told apart by their first word",
    arguments: [
      ("NOAUTH Authentication required.", .authentication),
      ("WRONGPASS invalid username-password pair or user is disabled.", .authentication),
      ("ERR invalid password", .authentication),
      ("ERR AUTH <password> called without any password configured for the default user.", .authentication),
      ("ERR Client sent AUTH, but no password is set", .authentication),
      ("READONLY You can't write against a read only replica.", .readOnly),
      ("OOM command not allowed when used memory > 'maxmemory'.", .outOfMemory),
      ("LOADING Redis is loading the dataset in memory", .loading),
      ("MOVED 3999 127.0.0.1:6381", .moved),
      ("ASK 3999 127.0.0.1:6381", .moved),
      ("OOMPH is no word of Redis", .refused),
      ("ERR unknown command", .refused),
      ("MISCONF Redis is configured to save RDB snapshots", .refused),
      ("", .refused),
    ] as [(String, CacheError.Kind)])
  func kinds(_ text: String, _ kind: CacheError.Kind) {
    #expect(CacheError.Kind(redisError: text) == kind)
  }

  @Test("Lose the password that some servers repeat in them")
  func masksPassword() throws {
    let url = try RedisURL("redis://:hunter2@h")
    let error = CacheError.refused("AUTH", by: url, "ERR unknown command 'AUTH', with args beginning with: 'hunter2'")
    #expect(error.kind == .authentication)
    #expect(
      error.message == """
        expected Redis at redis://:***@h:6379/0 to do AUTH, \
        found "ERR unknown command 'AUTH', with args beginning with: '***'"; correct user and password in redis.url
        """)
  }
}
