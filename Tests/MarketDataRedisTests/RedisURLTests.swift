import Testing

@testable import MarketDataRedis

@Suite("RedisURL")
struct RedisURLTests {
  struct Example: CustomStringConvertible, Sendable {
    var text: String
    var address: RedisURL.Address
    var user: String?, password: String?
    var database = 0
    var shown: String
    var description: String { text }
  }

  private static let local = RedisURL.Address.tcp(host: "localhost", port: 6379)
  private static let file = RedisURL.Address.unix(path: "/run/redis.sock")

  @Test(
    "Is read in all its forms, and shown without the password",
    arguments: [
      Example(text: "redis://localhost", address: local, shown: "redis://localhost:6379/0"),
      Example(text: "REDIS://localhost/", address: local, shown: "redis://localhost:6379/0"),
      Example(
        text: "redis://h:7000/3", address: .tcp(host: "h", port: 7000), database: 3, shown: "redis://h:7000/3"),
      Example(
        text: "redis://:pw@localhost/1", address: local, password: "pw", database: 1,
        shown: "redis://:***@localhost:6379/1"),
      Example(
        text: "redis://al:p@s/w:?#@localhost", address: local, user: "al", password: "p@s/w:?#",
        shown: "redis://al:***@localhost:6379/0"),
      Example(
        text: "redis://a%6C:%40%2F%25%C3%A9@localhost", address: local, user: "al", password: "@/%é",
        shown: "redis://al:***@localhost:6379/0"),
      Example(text: "redis://:@localhost", address: local, password: "", shown: "redis://:***@localhost:6379/0"),
      Example(text: "redis://[::1]:7000", address: .tcp(host: "::1", port: 7000), shown: "redis://[::1]:7000/0"),
      Example(text: "redis://[::1]", address: .tcp(host: "::1", port: 6379), shown: "redis://[::1]:6379/0"),
      Example(text: "unix:///run/redis.sock", address: file, shown: "unix:///run/redis.sock"),
      Example(text: "unix:///run/redis.sock?db=2", address: file, database: 2, shown: "unix:///run/redis.sock?db=2"),
      Example(
        text: "unix://:p%20w@/run/redis.sock", address: file, password: "p w", shown: "unix://:***@/run/redis.sock"),
      Example(
        text: "unix://al:pw@/run/redis.sock?db=1", address: file, user: "al", password: "pw", database: 1,
        shown: "unix://al:***@/run/redis.sock?db=1"),
      Example(
        text: "unix:///run/r@1/a%20b", address: .unix(path: "/run/r@1/a b"), shown: "unix:///run/r@1/a b"),
    ])
  func reads(_ example: Example) throws {
    let url = try RedisURL(example.text)
    #expect(url.address == example.address)
    #expect(url.user == example.user)
    #expect(url.password == example.password)
    #expect(url.database == example.database)
    #expect("\(url)" == example.shown)
    #expect(String(reflecting: url) == example.shown)
    var dumped = ""
    dump(url, to: &dumped)
    if let password = example.password, !password.isEmpty { #expect(!dumped.contains(password)) }
  }

  private static let form = "expected redis://[[user]:password@]host[:port][/database] or unix:///path/to.sock[?db=N]"
  private static let hidden = "found something else (not shown, as it may be part of a password)"

  @Test(
    "Is refused with what is wrong, never with what could be a password",
    arguments: [
      ("", "\(form), found nothing"),
      ("localhost:6379", "\(form), found no scheme"),
      ("http://localhost", "\(form), found another scheme"),
      ("rediss://localhost", "\(form), found rediss://; TLS is not supported: use a tunnel"),
      ("redis://", "\(form), found no host"),
      ("redis:///0", "\(form), found no host"),
      ("redis://:secret", "\(form), found no host"),
      ("redis://:secret@", "\(form), found no host"),
      ("redis://a b", "\(form), found no host"),
      ("redis://[::1]secret", "\(form), found something between host and port"),
      ("redis://secret@h", "expected \"user:password\" or \":password\" before the @, found no colon there"),
      ("redis://:%zz@h", "expected two hexadecimal digits after each %, found others"),
      ("redis://:%f@h", "expected two hexadecimal digits after each %, found others"),
      ("redis://:%ff@h", "expected UTF-8 behind the % signs, found other bytes"),
      ("redis://user:secret", "expected a port from 1 to 65535, \(hidden)"),
      ("redis://h:0", "expected a port from 1 to 65535, \(hidden)"),
      ("redis://h:65536", "expected a port from 1 to 65535, \(hidden)"),
      ("redis://h:", "expected a port from 1 to 65535, \(hidden)"),
      ("redis://h:+1", "expected a port from 1 to 65535, \(hidden)"),
      ("redis://h/secret", "expected a database from 0 to 2147483647, \(hidden)"),
      ("redis://h/0?db=1", "expected a database from 0 to 2147483647, \(hidden)"),
      ("unix://run/redis.sock", "\(form), found no absolute path"),
      ("unix:///s?secret", "\(form), found another query than ?db=N"),
      ("unix:///s?db=-1", "expected a database from 0 to 2147483647, \(hidden)"),
      ("unix:///%00", "expected a socket path of at most 107 bytes, none of them 0, found 2 bytes"),
      (
        "unix:///" + String(repeating: "x", count: 107),
        "expected a socket path of at most 107 bytes, none of them 0, found 108 bytes"
      ),
    ])
  func refuses(_ text: String, _ message: String) {
    let error = #expect(throws: RedisURLError.self) { try RedisURL(text) }
    #expect(error?.description == message)
  }
}
