import Foundation
import Glibc
import MarketData

/// The terminal that a file descriptor may be.
enum Terminal {
  /// Whether text can be drawn in place there.
  static func canDraw(on descriptor: Int32, environment: [String: String]) -> Bool {
    isatty(descriptor) == 1 && !["", "dumb"].contains(environment["TERM"] ?? "")
  }

  /// Whether a progress bar is wanted on standard error.
  static var drawsProgress: Bool { canDraw(on: STDERR_FILENO, environment: ProcessInfo.processInfo.environment) }

  /// Whether colour is wanted there; see <https://no-color.org>.
  static func wantsColour(on descriptor: Int32, environment: [String: String]) -> Bool {
    canDraw(on: descriptor, environment: environment) && (environment["NO_COLOR"] ?? "").isEmpty
  }

  /// The size in characters; 80 by 24 when the terminal does not say.
  static func size(of descriptor: Int32) -> (width: Int, height: Int) {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }
}

/// Writes all bytes to a descriptor, waiting as long as it takes.
///
/// - Returns: 0, or the `errno` of what went wrong: EPIPE when nobody reads any more.
@discardableResult
func writeAll(_ bytes: some Collection<UInt8>, to descriptor: Int32) -> Int32 {
  bytes.withContiguousStorageIfAvailable { writeAll($0, to: descriptor) } ?? writeAll(Array(bytes), to: descriptor)
}

private func writeAll(_ buffer: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> Int32 {
  var rest = buffer[...]
  while !rest.isEmpty {
    let count = write(descriptor, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
    if count >= 0 {
      rest = rest.dropFirst(count)
    } else if errno == EAGAIN {
      var target = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&target, 1, -1)
    } else if errno != EINTR {
      return errno
    }
  }
  return 0
}

/// Prints text to standard output at once, and ends the program quietly when nobody reads it any more.
///
/// - Throws: `Failure` when the text cannot be written.
func printOut(_ text: String) throws(Failure) {
  let error = writeAll(Array(text.utf8), to: STDOUT_FILENO)
  guard error == 0 else { throw error == EPIPE ? Failure(code: 0, message: "") : .output(error) }
}

/// Prints a line to standard error.
func printError(_ line: String) { writeAll(Array((line + "\n").utf8), to: STDERR_FILENO) }
