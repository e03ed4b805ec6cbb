import Glibc
import MarketData
import MarketDataConfiguration

/// An end of the program that is no success: what to say on standard error, and the code to exit with.
struct Failure: Error, Hashable, CustomStringConvertible {
  /// The exit code; those of sysexits.h where one fits.
  var code: Int32
  /// What was expected, what was found, what to do. Empty: there is nothing to say.
  var message: String
  var description: String { message }

  /// An answer is not there: exit code 1.
  static func missing(_ message: String) -> Failure { Failure(code: 1, message: message) }
  /// Something needed is not there: EX_UNAVAILABLE.
  static func unavailable(_ message: String) -> Failure { Failure(code: 69, message: message) }
  /// Output cannot be written: EX_IOERR.
  static func output(_ error: Int32, of place: String = "standard output") -> Failure {
    Failure(code: 74, message: "expected \(place) to take data, found \"\(text(error))\"")
  }
  /// A file cannot be made: EX_IOERR too.
  static func unwritable(_ path: String, _ error: Int32) -> Failure {
    Failure(code: 74, message: "expected a file that can be written, found \"\(text(error))\" (\(path))")
  }
  /// The configuration is wrong: EX_CONFIG.
  static func configuration(_ message: String) -> Failure { Failure(code: 78, message: message) }
  /// A signal ended the program before it was done: 128 and the signal's number, as a shell has it.
  static func interrupted(by signal: Int32) -> Failure { Failure(code: 128 + signal, message: "") }
}

/// What an `errno` says.
func text(_ error: Int32) -> String { String(cString: strerror(error)) }

extension Failure {
  /// Output that cannot be written; quiet when nobody reads it any more.
  init(_ error: OutputError) {
    self = error.isUnread ? Failure(code: 0, message: "") : .output(error.code, of: error.place)
  }

  /// What a cache's error means for a command that needs the cache.
  init(_ error: CacheError) { self = error.kind == .malformed ? .missing(error.message) : .unavailable(error.message) }
}
