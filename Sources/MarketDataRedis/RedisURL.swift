/// Where a Redis is, and how to be let in: a parsed `redis.url`.
///
/// `redis://[[user]:password@]host[:port][/database]` or `unix://[[user]:password@]/path/to.sock[?db=N]`. User and
/// password are percent-decoded; the last `@` ends them. Printing one never shows the password.
public struct RedisURL: Hashable, Sendable {
  /// What to connect to.
  public var address: Address
  /// The user to log in as; nil: the default user.
  public var user: String?
  /// The database number.
  public var database: Int
  /// Never printed.
  let password: String?

  /// What to connect to.
  public enum Address: Hashable, Sendable {
    /// A host name or address, and a port.
    case tcp(host: String, port: Int)
    /// A Unix socket.
    case unix(path: String)
  }

  /// Reads a URL.
  ///
  /// - Throws: `RedisURLError`. It never quotes what could be a password, wherever a mistake in the URL put it.
  public init(_ text: String) throws(RedisURLError) {
    guard let mark = text.firstRange(of: "://") else { throw .form(found: text.isEmpty ? "nothing" : "no scheme") }
    let rest = text[mark.upperBound...]
    switch text[..<mark.lowerBound].lowercased() {
    case "redis": self = try Self.tcp(rest)
    case "unix": self = try Self.unix(rest)
    case "rediss": throw .form(found: "rediss://; TLS is not supported: use a tunnel")
    default: throw .form(found: "another scheme")
    }
  }

  private init(address: Address, credentials: Substring?, database: Int) throws(RedisURLError) {
    (self.address, self.database) = (address, database)
    guard let credentials else {
      (user, password) = (nil, nil)
      return
    }
    guard let colon = credentials.firstIndex(of: ":") else {
      throw RedisURLError("\"user:password\" or \":password\" before the @", found: "no colon there")
    }
    let name = try Self.decoded(credentials[..<colon])
    user = name.isEmpty ? nil : name
    password = try Self.decoded(credentials[credentials.index(after: colon)...])
  }

  private static func tcp(_ text: Substring) throws(RedisURLError) -> RedisURL {
    let at = text.lastIndex(of: "@")
    let place = at.map { text[text.index(after: $0)...] } ?? text
    let parts = place.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let hasDatabase = parts.count == 2 && !parts[1].isEmpty
    let database = hasDatabase ? try number(parts[1], in: 0...Int(Int32.max), "a database") : 0
    let (host, port) = try hostAndPort(parts[0])
    return try RedisURL(address: .tcp(host: host, port: port), credentials: at.map { text[..<$0] }, database: database)
  }

  private static func hostAndPort(_ text: Substring) throws(RedisURLError) -> (String, Int) {
    let bracket = text.hasPrefix("[") ? text.firstIndex(of: "]") : nil
    let hostEnd = bracket.map { text.index(after: $0) } ?? text.firstIndex(of: ":") ?? text.endIndex
    let host = bracket.map { text[text.index(after: text.startIndex)..<$0] } ?? text[..<hostEnd]
    guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !"?#[]%".utf8.contains($0) }) else {
      throw .form(found: "no host")
    }
    let rest = text[hostEnd...]
    guard rest.isEmpty || rest.hasPrefix(":") else { throw .form(found: "something between host and port") }
    return (String(host), rest.isEmpty ? 6379 : try number(rest.dropFirst(), in: 1...65535, "a port"))
  }

  private static func unix(_ text: Substring) throws(RedisURLError) -> RedisURL {
    let at = text.hasPrefix("/") ? nil : text.ranges(of: "@/").last?.lowerBound
    let place = at.map { text[text.index(after: $0)...] } ?? text
    guard place.hasPrefix("/") else { throw .form(found: "no absolute path") }
    let parts = place.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = try decoded(parts[0])
    // sockaddr_un holds 108 bytes with the final zero; hiredis would cut a longer path short without a word.
    guard path.utf8.count <= 107, !path.utf8.contains(0) else {
      throw RedisURLError("a socket path of at most 107 bytes, none of them 0", found: "\(path.utf8.count) bytes")
    }
    guard parts.count == 1 || parts[1].hasPrefix("db=") else { throw .form(found: "another query than ?db=N") }
    let database = parts.count == 1 ? 0 : try number(parts[1].dropFirst(3), in: 0...Int(Int32.max), "a database")
    return try RedisURL(address: .unix(path: path), credentials: at.map { text[..<$0] }, database: database)
  }

  private static func number(
    _ text: Substring, in range: ClosedRange<Int>, _ name: String
  ) throws(RedisURLError) -> Int {
    let isDigits = text.utf8.allSatisfy { UInt8(ascii: "0") <= $0 && $0 <= UInt8(ascii: "9") }
    guard isDigits, let number = Int(text), range.contains(number) else {
      throw RedisURLError(
        "\(name) from \(range.lowerBound) to \(range.upperBound)",
        found: "something else (not shown, as it may be part of a password)")
    }
    return number
  }

  private static func decoded(_ text: Substring) throws(RedisURLError) -> String {
    var (bytes, rest) = ([UInt8](), text.utf8[...])
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
      guard digits.count == 2 else { throw RedisURLError("two hexadecimal digits after each %", found: "others") }
      bytes.append(UInt8(digits[0] << 4 | digits[1]))
      rest = rest.dropFirst(2)
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      throw RedisURLError("UTF-8 behind the % signs", found: "other bytes")
    }
    return decoded
  }
}

extension RedisURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The URL with `***` in place of the password.
  public var description: String {
    let login = password == nil ? "" : "\(user ?? ""):***@"
    return switch address {
    case .tcp(let host, let port): "redis://\(login)\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)"
    case .unix(let path): "unix://\(login)\(path)" + (database == 0 ? "" : "?db=\(database)")
    }
  }
  /// The same.
  public var debugDescription: String { description }
  /// The same, for `dump`.
  public var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}

/// Why a text is not the URL of a Redis. Never shows the password.
public struct RedisURLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What would be right.
  public var expected: String
  /// What is there instead.
  public var found: String
  /// Both in a sentence.
  public var description: String { "expected \(expected), found \(found)" }

  init(_ expected: String, found: String) { (self.expected, self.found) = (expected, found) }

  static func form(found: String) -> RedisURLError {
    RedisURLError("redis://[[user]:password@]host[:port][/database] or unix:///path/to.sock[?db=N]", found: found)
  }
}
