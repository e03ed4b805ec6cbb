/// Something that decompresses a stream, piece by piece. A reference, because what C keeps of it must not move.
protocol Decompressor: AnyObject {
  /// What people call the format.
  var name: String { get }

  /// Uses up some input, and writes some output.
  ///
  /// - Parameter input: May be empty; then what is held back is written.
  /// - Throws: `DecompressionError` when the data are damaged.
  func decompress(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(DecompressionError) -> (read: Int, written: Int)

  /// Another one, for data from their start.
  func fresh() -> any Decompressor

  /// Whether the data may end here: after a whole member or frame.
  var isComplete: Bool { get }
}

/// What is wrong with compressed data, as the library says it.
struct DecompressionError: Error {
  var text: String
  /// How much of the input came before what is wrong.
  var read = 0
}
