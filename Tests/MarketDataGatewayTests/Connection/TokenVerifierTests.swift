import Foundation
import MarketData
import MarketDataWire
import Testing

@testable import MarketDataGateway

/// A token by its parts. Signatures were made with Python's `hmac`, so that no library judges its own work.
struct TestToken: CustomTestStringConvertible, Sendable {
  static let secret = "a secret of tests"

  var header = #"{"alg":"HS256","typ":"JWT"}"#
  var payload = #"{"sub":"u"}"#
  var signature: String

  var testDescription: String { "\(header) \(payload)" }
  var text: String { "\(Self.base64URL(header)).\(Self.base64URL(payload)).\(signature)" }

  private static func base64URL(_ text: String) -> String {
    Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  static let plain = TestToken(signature: "FYL6vTG2ZPvoQilsyflUPXsXDLkFJbzlDb2XTcwHvFE")
  /// Good from 1,789,999,900 to 1,790,000,100.
  static let dated = TestToken(
    payload: #"{"sub":"u","exp":1790000100,"nbf":1789999900}"#, signature: "AzZ_SIoyHKJV48ofmXdkJ9OLJDnnUwCUG83ScgjYQts"
  )
  static let namedKey = TestToken(
    header: #"{"alg":"HS256","kid":"k1"}"#, signature: "sa5OsuNLi_rWKCMJBdNKkKcRGeXoeDftuSYY_jpcBgI")
  static let forever = TestToken(
    payload: #"{"exp":1e+300}"#, signature: "gw56hJLRy_7ggyS3TafmQKRrTOeMvfLEmlMKU6KyiDk")
  static let oneAudience = TestToken(
    payload: #"{"iss":"me","aud":"app"}"#, signature: "o3dnpSS5jxM8CgniHuwxXSjnWeuZkq7oi4Ab4TmProg")
  static let twoAudiences = TestToken(
    payload: #"{"iss":"me","aud":["web","app"]}"#, signature: "Ki6WOCObZ5_FOi0CNmsyPlB3V2s_kgYLgkch-z1jvPo")

  /// Each is wrong in another way.
  static let invalid = [
    TestToken(signature: "g5LC5jDHnycsWu3_5XT42tKyBzSe2xjk7pxp9lVSYtk"),  // another secret
    TestToken(payload: #"{"sub":"v"}"#, signature: plain.signature),  // changed afterwards
    TestToken(signature: ""),
    TestToken(header: #"{"alg":"none"}"#, signature: ""),
    TestToken(header: #"{"alg":"none"}"#, signature: "0HgqBHqvEGZV_I_P0mpuu1XWhtb1q0x9rOebsd7dT9E"),
    TestToken(
      header: #"{"alg":"HS512"}"#,
      signature: "1kfxEmyh2Hf3fZcAJSWK_xPL1_0y5Iqz2bhSQX1mLdkT7jKqPJUAv9UHWHuKShZJgzqNjGTA483VdeHCU_hz0w"),
    TestToken(header: #"{"alg":"RS256"}"#, signature: "0YuaDNj_YllS5ysscZaDH-T4X1S7ekoVIRcYjnNOEhk"),
    TestToken(
      header: #"{"alg":"HS256","crit":["b64"],"b64":false}"#, signature: "ROc5tSFacaE_itGHDYZtmew2jR2FPZyxO2tP3-3K-fQ"),
    TestToken(payload: #"{"exp":"soon"}"#, signature: "rxZPotCEurM8pWUU5aQAWlxQEKvlZ_qyNAsdNNzwNFI"),
  ]
}

@Suite("Tokens of stock aggregates")
struct TokenVerifierTests {
  static func verifier(secret: String = TestToken.secret, issuer: String = "", audience: String = "") async
    -> TokenVerifier
  {
    var config = GatewayConfig()
    (config.jwtSecret, config.jwtIssuer, config.jwtAudience) = (secret, issuer, audience)
    return await TokenVerifier(config)
  }

  static func seconds(_ seconds: Int64) -> Timestamp { Timestamp(nanos: seconds * 1_000_000_000) }
  static let now = seconds(1_790_000_000)

  @Test("A token that is signed and does not expire is good", arguments: [TestToken.plain, .namedKey, .forever])
  func good(token: TestToken) async {
    #expect(await Self.verifier().check(token.text, at: Self.now) == .success(nil))
  }

  @Test(
    "A token is good between its dates, a minute earlier and later included",
    arguments: [
      (1_789_999_839, .failure(.notYetValid)), (1_789_999_840, .success(seconds(1_790_000_160))),
      (1_790_000_159, .success(seconds(1_790_000_160))), (1_790_000_160, .failure(.expired)),
    ] as [(Int64, Result<Timestamp?, TokenProblem>)])
  func dates(second: Int64, result: Result<Timestamp?, TokenProblem>) async {
    #expect(await Self.verifier().check(TestToken.dated.text, at: Self.seconds(second)) == result)
  }

  @Test("A token of another secret or algorithm, or that was changed, is invalid", arguments: TestToken.invalid)
  func invalid(token: TestToken) async {
    #expect(await Self.verifier().check(token.text, at: Self.now) == .failure(.invalid))
  }

  @Test("What is no token at all is invalid", arguments: ["", "x", "a.b", "a.b.c", "..", "a.b.c.d", "é.é.é"])
  func junk(text: String) async {
    #expect(await Self.verifier().check(text, at: Self.now) == .failure(.invalid))
  }

  @Test("Without a secret nobody gets in")
  func noSecret() async {
    #expect(await Self.verifier(secret: "").check(TestToken.plain.text, at: Self.now) == .failure(.missing))
  }

  @Test(
    "The issuer and one of the audiences must be those configured", arguments: [TestToken.oneAudience, .twoAudiences])
  func claims(token: TestToken) async {
    #expect(await Self.verifier(issuer: "me", audience: "app").check(token.text, at: Self.now) == .success(nil))
    for verifier in [await Self.verifier(issuer: "you"), await Self.verifier(audience: "ap")] {
      #expect(await verifier.check(token.text, at: Self.now) == .failure(.wrongClaims))
      #expect(await verifier.check(TestToken.plain.text, at: Self.now) == .failure(.wrongClaims))
    }
  }
}
