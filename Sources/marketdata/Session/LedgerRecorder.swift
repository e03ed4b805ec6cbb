import Dispatch
import Logging
import MarketData

/// Writes the ledger of a running market: four times a second, and once more at the end.
///
/// Files may be slow, so a queue of its own writes, one portion at a time. A file that takes no more ends it, and the
/// market runs on.
enum LedgerRecorder {
  private static let interval = Duration.milliseconds(250)

  /// Writes until its task is cancelled, which is to be after the market has stopped.
  ///
  /// - Returns: What went wrong; nil: nothing.
  static func run(_ output: LedgerOutput, of service: MarketDataService, logger: Logger) async -> OutputError? {
    var output = output
    let queue = DispatchQueue(label: "marketdata.ledger")
    var isLast = false
    defer { output.close() }
    while !isLast {
      isLast = (try? await Task.sleep(for: interval)) == nil
      let (writer, lines) = await service.writeFaults(output.writer, isLast: isLast)
      do throws(OutputError) {
        output = try await write(lines, by: writer, to: output, on: queue)
      } catch {
        if !error.isUnread {
          logger.error(
            "ledger cannot be written", metadata: ["file": "\(error.place)", "error": "\(text(error.code))"])
        }
        return error
      }
    }
    if let text = output.missedText { logger.warning("\(text)") }
    return nil
  }

  private static func write(
    _ lines: ArraySlice<UInt8>, by writer: FaultLedgerWriter, to output: LedgerOutput, on queue: DispatchQueue
  ) async throws(OutputError) -> LedgerOutput {
    let result: Result<LedgerOutput, OutputError> = await withCheckedContinuation { continuation in
      queue.async {
        var output = output
        do throws(OutputError) {
          try output.take(writer, lines)
          continuation.resume(returning: .success(output))
        } catch { continuation.resume(returning: .failure(error)) }
      }
    }
    return try result.get()
  }
}
