import MarketData
import Testing

@testable import MarketDataWire

@Suite("Alpaca's session: who it is")
struct AlpacaSessionTests {
  @Test(
    "Greets, and knows good credentials, by message or by header", arguments: AlpacaTalk.endpoints,
    [
      AlpacaTalk(
        "key and secret", [.open(.connected), .says(#"{"action":"auth","key":"K","secret":"S"}"#, .authenticated)]),
      AlpacaTalk(
        "a token", [.open(.connected), .says(#"{"action":"auth","key":"oauth","secret":"T"}"#, .authenticated)]),
      AlpacaTalk(
        "an access token",
        [.open(.connected), .says(#"{"action":"auth","key":"access_token","secret":"T"}"#, .authenticated)]),
      AlpacaTalk(
        "Alpaca's header fields",
        headers: ["apca-api-key-id": "K", "apca-api-secret-key": "S", "authorization": "Basic !"],
        [.open(.connected, .authenticated)]),
      AlpacaTalk("Basic", headers: ["authorization": "Basic SzpT"], [.open(.connected, .authenticated)]),
      AlpacaTalk("a scheme in any case", headers: ["authorization": "bAsIc SzpT"], [.open(.connected, .authenticated)]),
      AlpacaTalk(
        "a secret with colons, not padded", headers: ["authorization": "Basic SzI6YTpi"],
        [.open(.connected, .authenticated)]),
      AlpacaTalk("with padding", headers: ["authorization": "Basic SzM6YQ=="], [.open(.connected, .authenticated)]),
      AlpacaTalk(
        "without that padding", headers: ["authorization": "Basic SzM6YQ"], [.open(.connected, .authenticated)]),
      AlpacaTalk("Bearer", headers: ["authorization": "Bearer T"], [.open(.connected, .authenticated)]),
      AlpacaTalk(
        "half of the header fields is none", headers: ["apca-api-key-id": "K"],
        [.open(.connected), .says(#"{"action":"auth","key":"K","secret":"S"}"#, .authenticated)]),
      AlpacaTalk(
        "another scheme is none", headers: ["authorization": "Digest K"],
        [.open(.connected), .says(#"{"action":"auth","key":"K","secret":"S"}"#, .authenticated)]),
    ])
  func greeting(_ binary: Bool, _ talk: AlpacaTalk) throws { try talk.run(binary: binary) }

  @Test(
    "Refuses wrong credentials late, and hears nothing until then", arguments: AlpacaTalk.endpoints,
    [
      AlpacaTalk(
        "by message",
        [
          .open(.connected), .says(#"{"action":"auth","key":"K","secret":"X"}"#), .passes(0.4),
          .says(#"{"action":"auth","key":"K","secret":"S"}"#), .says("{"), .passes(1, .refused, .closed),
          .says(#"{"action":"auth","key":"K","secret":"S"}"#), .passes(20), .ends(.slow),
        ]),
      AlpacaTalk(
        "told before the time has come",
        [
          .open(.connected), .says(#"{"action":"auth","key":"K","secret":"X"}"#), .waits(1),
          .says("{", .refused, .closed),
        ]),
      AlpacaTalk(
        "no secret", [.open(.connected), .says(#"{"action":"auth","key":"K"}"#), .passes(1, .refused, .closed)]),
      AlpacaTalk(
        "no text",
        [.open(.connected), .says(#"{"action":"auth","key":7,"secret":null}"#), .passes(1, .refused, .closed)]),
      AlpacaTalk(
        "by header", headers: ["apca-api-key-id": "K", "apca-api-secret-key": "X"],
        [.open(.connected), .says("{"), .passes(1, .refused, .closed)]),
      AlpacaTalk(
        "no base64", headers: ["authorization": "Basic SzpT!"], [.open(.connected), .passes(1, .refused, .closed)]),
      AlpacaTalk(
        "padding within", headers: ["authorization": "Basic Sz=T"], [.open(.connected), .passes(1, .refused, .closed)]),
      AlpacaTalk(
        "a digit too many", headers: ["authorization": "Basic SzpTA"],
        [.open(.connected), .passes(1, .refused, .closed)]),
      AlpacaTalk(
        "no colon", headers: ["authorization": "Basic S0tT"], [.open(.connected), .passes(1, .refused, .closed)]),
      AlpacaTalk("nothing", headers: ["authorization": "Basic"], [.open(.connected), .passes(1, .refused, .closed)]),
      AlpacaTalk(
        "no token", headers: ["authorization": "Bearer "], [.open(.connected), .passes(1, .refused, .closed)]),
    ])
  func refusal(_ binary: Bool, _ talk: AlpacaTalk) throws { try talk.run(binary: binary) }

  @Test(
    "Ends what takes too long, and what must not be here", arguments: AlpacaTalk.endpoints,
    [
      AlpacaTalk("silence", [.open(.connected), .passes(9.999), .passes(0.001, .timeout, .closed), .passes(10)]),
      AlpacaTalk(
        "too late",
        [.open(.connected), .waits(10), .says(#"{"action":"auth","key":"K","secret":"S"}"#, .timeout, .closed)]),
      AlpacaTalk(
        "another feed",
        [.open(.connected), .says(#"{"action":"auth","key":"POOR","secret":"S"}"#, .wrongFeed, .closed), .passes(20)]),
      AlpacaTalk(
        "another feed, by header", headers: ["apca-api-key-id": "POOR", "apca-api-secret-key": "S"],
        [.open(.connected, .wrongFeed, .closed)]),
      AlpacaTalk("too slow", .known + [.ends(.slow, .slow, .closed), .ends(.slow)]),
      AlpacaTalk("a fault", .known + [.ends(.internalError, .internalError, .closed), .says("{")]),
      AlpacaTalk("the server stops", .known + [.ends(.shutdown, .close(1012)), .says("{"), .passes(20)]),
      AlpacaTalk("somebody wants it", .known + [.ends(.forced, .close(1012))]),
      AlpacaTalk("a newer connection", .known + [.ends(.connectionLimit, .close(1008))]),
      AlpacaTalk("the server stops early", [.ends(.shutdown, .close(1012)), .open()]),
      AlpacaTalk(
        "the server stops while it refuses",
        [
          .open(.connected), .says(#"{"action":"auth","key":"K","secret":"X"}"#), .ends(.shutdown, .close(1012)),
          .passes(2),
        ]),
    ])
  func ends(_ binary: Bool, _ talk: AlpacaTalk) throws { try talk.run(binary: binary) }

  @Test(
    "Stays open after what only went wrong", arguments: AlpacaTalk.endpoints,
    [
      AlpacaTalk(
        "too many connections: the time begins anew",
        [
          .open(.connected), .passes(9), .says(#"{"action":"auth","key":"FULL","secret":"S"}"#, .connectionLimit),
          .passes(9), .says(#"{"action":"auth","key":"FULL","secret":"S"}"#, .connectionLimit), .passes(9.999),
          .says(#"{"action":"auth","key":"K","secret":"S"}"#, .authenticated), .passes(100),
        ]),
      AlpacaTalk(
        "too many, by header", headers: ["apca-api-key-id": "FULL", "apca-api-secret-key": "S"],
        [.open(.connected, .connectionLimit), .passes(10, .timeout, .closed)]),
      AlpacaTalk(
        "known already",
        .known + [
          .says(#"{"action":"auth","key":"K","secret":"X"}"#, .alreadyAuthenticated), .says("[]", .invalidSyntax),
        ]),
      AlpacaTalk(
        "not known yet",
        [
          .open(.connected), .says(#"{"action":"subscribe","trades":["A"]}"#, .notAuthenticated),
          .says(#"{"action":"unsubscribe","news":7}"#, .notAuthenticated), .passes(10, .timeout, .closed),
        ]),
      AlpacaTalk(
        "syntax",
        [.open(.connected)]
          + ["", "{", "7", "null", "[]", "{}", #"{"action":7}"#, #"{"action":"listen"}"#, #"[{"action":"auth"}]"#].map {
            .says($0, .invalidSyntax)
          }),
      AlpacaTalk("opened twice", [.open(.connected), .open()]),
      AlpacaTalk("not opened", [.says("{"), .passes(100), .open(.connected)]),
    ])
  func stays(_ binary: Bool, _ talk: AlpacaTalk) throws { try talk.run(binary: binary) }

  @Test("A refusal waits for half a second to one, as long for the same key")
  func delay() {
    let delays = (0..<200).map { number -> Duration in
      var session = AlpacaSession(feed: .iex, binary: false, handshake: Handshake(uri: "/v2/iex"), config: .init())
      let now = AlpacaTalk.start
      _ = session.open(at: now) { _ in .refused }
      let message = #"{"action":"auth","key":"K\#(number % 100)","secret":"X"}"#
      #expect(session.receive(.text(Array(message.utf8)), at: now) { _ in .refused } == [])
      return (session.deadline ?? now) - now
    }
    #expect(delays.allSatisfy { (.milliseconds(500)...(.seconds(1))).contains($0) })
    #expect(delays[..<100] == delays[100...])
    #expect(Set(delays).count > 50)
  }

  @Test(
    "A greeting and an error in MessagePack, byte by byte",
    arguments: [
      (
        .connected,
        [
          0x91, 0x82, 0xA1, 0x54, 0xA7, 0x73, 0x75, 0x63, 0x63, 0x65, 0x73, 0x73, 0xA3, 0x6D, 0x73, 0x67, 0xA9, 0x63,
          0x6F, 0x6E, 0x6E, 0x65, 0x63, 0x74, 0x65, 0x64,
        ]
      ),
      (
        .error(.refused),
        [
          0x91, 0x83, 0xA1, 0x54, 0xA5, 0x65, 0x72, 0x72, 0x6F, 0x72, 0xA4, 0x63, 0x6F, 0x64, 0x65, 0xCD, 0x01, 0x92,
          0xA3, 0x6D, 0x73, 0x67, 0xAB, 0x61, 0x75, 0x74, 0x68, 0x20, 0x66, 0x61, 0x69, 0x6C, 0x65, 0x64,
        ]
      ),
    ] as [(AlpacaReply, [UInt8])])
  func bytes(_ reply: AlpacaReply, _ bytes: [UInt8]) {
    #expect(reply.message(binary: true) == .binary(bytes))
  }

  @Test(
    "The codes and their texts",
    arguments: [
      (400, "invalid syntax"), (401, "not authenticated"), (402, "auth failed"), (403, "already authenticated"),
      (404, "auth timeout"), (405, "symbol limit exceeded"), (406, "connection limit exceeded"), (407, "slow client"),
      (409, "insufficient subscription"), (410, "invalid subscribe action for this feed"), (500, "internal error"),
    ] as [(Int64, String)])
  func codes(_ code: Int64, _ text: String) throws {
    let error = try #require(AlpacaError(rawValue: code))
    #expect(
      AlpacaReply.error(error).message(binary: false)
        == .text(Array(#"[{"T":"error","code":\#(code),"msg":"\#(text)"}]"#.utf8)))
  }
}
