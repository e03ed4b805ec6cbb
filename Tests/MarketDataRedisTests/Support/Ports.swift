import Glibc

/// A port of 127.0.0.1 that was free a moment ago: below those that the system gives away by itself, of which other
/// tests take one at any time.
func freePort() throws -> Int {
  for _ in 0..<100 {
    let port = Int.random(in: 20_000..<32_000)
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    if withLoopback(port: port, { bind(descriptor, $0, $1) }).result == 0 { return port }
  }
  throw UnexpectedEnd(what: "a free port", text: "100 ports in use")
}

/// A socket that listens on a free port of 127.0.0.1.
func listen(backlog: Int32) throws -> (descriptor: Int32, port: Int) {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  let bound = withLoopback(port: 0) { bind(descriptor, $0, $1) }
  guard bound.result == 0, Glibc.listen(descriptor, backlog) == 0 else {
    throw UnexpectedEnd(what: "a free port", text: "errno \(errno)")
  }
  let named = withLoopback(port: 0) { address, length in
    var length = length
    return getsockname(descriptor, address, &length)
  }
  return (descriptor, named.port)
}

/// Begins to connect to a port of 127.0.0.1, and does not wait for it.
func startConnecting(_ port: Int) -> Int32 {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
  _ = withLoopback(port: port) { connect(descriptor, $0, $1) }
  return descriptor
}

/// What `body` makes of the address 127.0.0.1, and the port that is in it after.
private func withLoopback(
  port: Int, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32
) -> (result: Int32, port: Int) {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = UInt16(port).bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  let result = withUnsafeMutablePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
  }
  return (result, Int(UInt16(bigEndian: address.sin_port)))
}
