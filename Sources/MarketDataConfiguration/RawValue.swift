/// A value as it was written, before anything is made of it.
enum RawValue: Hashable, Sendable {
  /// One value.
  case text(String)
  /// A list of single values.
  case list([String])
  /// An empty place in a file.
  case nothing
  /// Something that no setting takes, in words.
  case other(String)

  /// The value for an error: short, on one line, and without a password.
  var shown: String {
    switch self {
    case .text(let text): text.looksNumeric ? visible(text) : "\"\(harmless(text))\""
    case .list(let items):
      "[" + items.prefix(8).map { harmless($0) }.joined(separator: ", ") + (items.count > 8 ? ", …]" : "]")
    case .nothing: "nothing"
    case .other(let words): words
    }
  }

  /// The value of a setting whose texts are shown through a mask.
  func shown(_ mask: ((String) -> String)?) -> String {
    guard let mask else { return shown }
    return switch self {
    case .text(let text): "\"\(visible(mask(text)))\""
    case .list(let items): RawValue.list(items.map(mask)).shown
    case .nothing, .other: shown
    }
  }
}

extension String {
  fileprivate var looksNumeric: Bool { !isEmpty && utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) } }
}
