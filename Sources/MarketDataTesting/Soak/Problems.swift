/// What was found to be wrong.
struct Problems {
  private(set) var found: [String] = []

  mutating func append(_ text: String) { found.append(text) }

  mutating func expect(_ holds: Bool, _ text: @autoclosure () -> String) { if !holds { found.append(text()) } }
}
