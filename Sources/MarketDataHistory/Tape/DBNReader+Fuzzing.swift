/// Reads bytes as a DBN file, for fuzzing: whatever they are, the end is rows or a `HistoryError`.
///
/// - Returns: How many rows there were.
@discardableResult
package func fuzzDBN(_ bytes: UnsafeRawBufferPointer) -> Int {
  var rows: [HistoryRow] = []
  do throws(HistoryError) {
    let options = DBNReader.Options(toleratesDisorder: true, namesUnmapped: true)
    var reader = try DBNReader(ByteSource(bytes: Array(bytes), name: "fuzz"), options: options)
    if let range = try reader.range() { try reader.seek(to: range.last) }
    try reader.rewind()
    var before = -1
    while rows.count > before {
      before = rows.count
      try reader.read(into: &rows, atMost: 100)
    }
  } catch { return rows.count }
  return rows.count
}
