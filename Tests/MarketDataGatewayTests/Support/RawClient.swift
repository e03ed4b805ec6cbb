import NIOCore
import NIOPosix
import NIOSSL

/// A client on a real socket that sends exactly what it is told, and shows exactly what comes.
final class RawClient {
  private let channel: any Channel
  private var incoming: AsyncStream<ByteBuffer>.Iterator
  private var bytes: [UInt8] = []

  /// A frame of the server.
  struct Frame: Equatable {
    var opcode: UInt8
    var payload: [UInt8]
    var isCompressed = false

    var text: String { String(decoding: payload, as: UTF8.self) }

    static func text(_ text: String) -> Frame { Frame(opcode: 1, payload: Array(text.utf8)) }
    static func pong(_ text: String) -> Frame { Frame(opcode: 10, payload: Array(text.utf8)) }
    static func close(_ code: UInt16) -> Frame {
      Frame(opcode: 8, payload: [UInt8(code >> 8), UInt8(code & 0xFF)])
    }
  }

  /// - Parameters:
  ///   - reads: Whether it reads from the start on; else from the call of `beginReading` on.
  ///   - receiveBuffer: How many bytes the system holds for it; with few of them it catches up slowly.
  init(port: Int, security: NIOSSLContext? = nil, reads: Bool = true, receiveBuffer: Int? = nil) async throws {
    let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
    incoming = stream.makeAsyncIterator()
    channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.autoRead, value: reads)
      .channelOption(.socketOption(.so_rcvbuf), value: numericCast(receiveBuffer ?? (reads ? 1 << 20 : 8192)))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let security { try pipeline.addHandler(NIOSSLClientHandler(context: security, serverHostname: nil)) }
          try pipeline.addHandler(Collector(continuation))
        }
      }
      .connect(host: "127.0.0.1", port: port).get()
  }

  private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let continuation: AsyncStream<ByteBuffer>.Continuation
    init(_ continuation: AsyncStream<ByteBuffer>.Continuation) { self.continuation = continuation }
    func channelRead(context: ChannelHandlerContext, data: NIOAny) { continuation.yield(unwrapInboundIn(data)) }
    func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }

  /// The port at this end.
  var port: Int? { channel.localAddress?.port }

  func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }

  func send(_ text: String) async throws { try await send(Array(text.utf8)) }

  func send(_ frames: ClientFrame...) async throws { try await send(frames.flatMap(\.bytes)) }

  /// Reads no more, but for what is on its way to it already.
  func stopReading() async throws { try await channel.setOption(.autoRead, value: false).get() }

  func beginReading() async throws { try await channel.setOption(.autoRead, value: true).get() }

  func close() async throws { try await channel.close() }

  // MARK: Reading

  /// The next frame; nil when the server has closed the connection.
  func frame() async -> Frame? {
    while true {
      if let (frame, count) = Self.parse(bytes) {
        bytes.removeFirst(count)
        return frame
      }
      guard await readMore() else { return nil }
    }
  }

  /// All frames up to the end of the connection.
  func rest() async -> [Frame] {
    var frames: [Frame] = []
    while let frame = await frame() { frames.append(frame) }
    return frames
  }

  /// The head of an HTTP answer, with its last empty line; less when the connection ends before.
  func head() async -> String {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let place = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) {
        defer { bytes.removeFirst(place + 4) }
        return String(decoding: bytes[..<(place + 4)], as: UTF8.self)
      }
      guard await readMore() else { return String(decoding: bytes, as: UTF8.self) }
    }
  }

  /// Everything up to the end of the connection.
  func text() async -> String {
    while await readMore() {}
    return String(decoding: bytes, as: UTF8.self)
  }

  private func readMore() async -> Bool {
    guard let buffer = await incoming.next(isolation: #isolation) else { return false }
    bytes += Array(buffer: buffer)
    return true
  }

  private static func parse(_ bytes: [UInt8]) -> (Frame, Int)? {
    guard bytes.count >= 2 else { return nil }
    let short = Int(bytes[1])  // the server masks nothing
    let width = short == 127 ? 8 : short == 126 ? 2 : 0
    guard bytes.count >= 2 + width else { return nil }
    let length = width == 0 ? short : bytes[2..<2 + width].reduce(0) { $0 << 8 | Int($1) }
    guard bytes.count >= 2 + width + length else { return nil }
    let payload = Array(bytes[(2 + width)..<(2 + width + length)])
    return (
      Frame(opcode: bytes[0] & 0x0F, payload: payload, isCompressed: bytes[0] & 0x40 != 0), 2 + width + length
    )
  }
}
