import CHiredis

/// An answer of Redis, copied out of hiredis.
enum RedisReply: Equatable {
  /// `+OK`.
  case ok
  /// No such key.
  case null
  /// A string value.
  case bulk([UInt8])
  /// An error: its code word and text.
  case error(String)
  /// Anything that no command of ours is answered with; what it was.
  case other(String)

  /// Copies a reply; the caller still frees it.
  init(_ reply: redisReply) {
    switch reply.type {
    case REDIS_REPLY_STATUS: self = Self.text(reply) == "OK" ? .ok : .other("the status \"\(Self.text(reply))\"")
    case REDIS_REPLY_NIL: self = .null
    case REDIS_REPLY_STRING: self = .bulk(Array(Self.bytes(reply)))
    case REDIS_REPLY_ERROR: self = .error(Self.text(reply))
    case REDIS_REPLY_INTEGER: self = .other("the integer \(reply.integer)")
    default: self = .other("an array")
    }
  }

  private static func bytes(_ reply: redisReply) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: reply.str, count: reply.str == nil ? 0 : reply.len)
  }

  /// At most 256 bytes of it: enough for any message of Redis, and little enough for a log.
  private static func text(_ reply: redisReply) -> String { String(decoding: bytes(reply).prefix(256), as: UTF8.self) }
}

extension RedisReply {
  /// What it is, for a message.
  var summary: String {
    switch self {
    case .ok: "the status \"OK\""
    case .null: "no value"
    case .bulk(let bytes): "a string of \(bytes.count) bytes"
    case .error(let text): "the error \"\(text)\""
    case .other(let text): text
    }
  }
}
