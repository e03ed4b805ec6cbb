/// The candidate that was most likely meant, or nil when none is near.
///
/// Near is a few letters away from the whole, or from one of its words: `prise` is near `base_price`.
package func nearest(_ text: String, in candidates: [String]) -> String? {
  guard (1...128).contains(text.utf8.count) else { return nil }
  let limit = text.utf8.count < 4 ? 1 : max(2, text.utf8.count / 3)
  let ranked = candidates.map { (name: $0, distance: distance(from: text, to: $0)) }
  return ranked.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.name
}

private func distance(from text: String, to candidate: String) -> Int {
  let words = candidate.split(separator: "_").map { edits(Array(text.utf8), Array($0.utf8)) + 1 }
  let within = text.utf8.count > 2 && candidate.contains(text) ? 1 : Int.max
  return min(edits(Array(text.utf8), Array(candidate.utf8)), within, words.min() ?? .max)
}

/// The Levenshtein distance: how many bytes to insert, remove or replace.
func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
    }
  }
  return row[b.count]
}
