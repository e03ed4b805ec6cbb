/// What the server says besides data: always a status and a message, since clients read both unasked.
struct PolygonStatus: Hashable {
  var status: String
  var message: String

  static let connected = Self(status: "connected", message: "Connected Successfully")
  static let authenticated = Self(status: "auth_success", message: "authenticated")
  static let refused = Self(status: "auth_failed", message: "authentication failed")
  static let timeout = Self(status: "auth_timeout", message: "No authentication request received.")
  static let connectionLimit = Self(
    status: "max_connections", message: "Maximum number of websocket connections exceeded.")
  static let slow = Self(status: "slow_consumer", message: "The connection is closed: it does not read fast enough.")
  static let forced = Self(status: "force_disconnect", message: "The connection is closed by the operator.")
  static let internalError = Self.error("internal error")
  static let notAuthorized = Self.error("not authorized")
  static let invalidMessage = Self.error("invalid message")

  static func subscribed(_ entry: String) -> Self { Self(status: "success", message: "subscribed to: \(entry)") }
  static func unsubscribed(_ entry: String) -> Self { Self(status: "success", message: "unsubscribed to: \(entry)") }

  /// The text of an entry is cut by Unicode scalars: one character may have any number of bytes.
  static func invalidSubscription(_ entry: String) -> Self {
    .error("invalid subscription: " + String(String.UnicodeScalarView(entry.unicodeScalars.prefix(64))))
  }

  static func tooMany(limit: Int) -> Self {
    .error("subscription limit exceeded: at most \(limit) per connection, nothing of this message was applied")
  }

  private static func error(_ message: String) -> Self { Self(status: "error", message: message) }
}

extension [PolygonStatus] {
  /// More would make frames that clients refuse: 500 of the longest are below 300,000 bytes of at most 1,000,000.
  private static let perFrame = 500

  /// Frames of these, in order.
  var frames: [SessionAction] {
    stride(from: 0, to: count, by: Self.perFrame).map { start in
      .send(.text(Self.frame(self[start..<Swift.min(start + Self.perFrame, count)])))
    }
  }

  private static func frame(_ statuses: ArraySlice<PolygonStatus>) -> [UInt8] {
    var bytes: [UInt8] = []
    for status in statuses {
      bytes += (bytes.isEmpty ? #"[{"ev":"status","status":"# : #",{"ev":"status","status":"#).utf8
      appendJSONString(status.status, to: &bytes)
      bytes += #","message":"#.utf8
      appendJSONString(status.message, to: &bytes)
      bytes.append(UInt8(ascii: "}"))
    }
    bytes.append(UInt8(ascii: "]"))
    return bytes
  }
}
