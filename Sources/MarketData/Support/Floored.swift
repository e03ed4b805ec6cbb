/// A number rounded down to a multiple of a length, below 0 too.
package func floored(_ number: Int64, to length: Int64) -> Int64 {
  let rest = number % length
  return number - (rest < 0 ? rest + length : rest)
}
