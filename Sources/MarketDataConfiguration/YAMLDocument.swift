import MarketData
import Yams

/// YAML text as a tree in which every scalar is text, so that `1.0`, `NO` and `150.123456789` stay what they are.
struct YAMLDocument {
  /// The root; nil when the document is empty.
  let root: Node?
  /// The name of the text in errors.
  let name: String

  /// Parses one document.
  ///
  /// - Throws: the first fault of its syntax, duplicate keys and anchors included.
  init(_ text: String, name: String) throws(ConfigurationFault) {
    self.name = name
    var text = text
    // Yams holds on to the address of the bytes, and a text of up to 15 bytes that lives in the value has none.
    text.reserveCapacity(64)
    try Self.refuseExplosion(text, name: name)
    do {
      // Without rules every scalar resolves to text.
      let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      root = try parser.singleRoot()
      // Nodes hold their anchors weakly; the parser holds them.
      try withExtendedLifetime(parser) { try root.map { try Self.refuseAnchors($0, name: name) } }
    } catch let fault as ConfigurationFault {
      throw fault
    } catch let error as YamlError {
      throw Self.fault(error, name: name)
    } catch {
      throw ConfigurationFault(.file(name), .syntax("\(error)"))
    }
  }

  /// Where a node is.
  func origin(of node: Node) -> ConfigurationOrigin { Self.origin(node.mark, name: name) }

  /// Yams looks through aliases while it parses, so those that could multiply are refused before.
  ///
  /// Whatever the text, eight aliases make it at most twenty times as long. Without an anchor, aliases are
  /// errors anyway; so a comment may hold many *emphasised* words.
  private static func refuseExplosion(_ text: String, name: String) throws(ConfigurationFault) {
    let bytes = Array(text.utf8)
    let aliases = indicators("*", in: bytes)
    guard aliases.count > 8, let anchor = indicators("&", in: bytes).first else { return }
    let before = bytes[..<anchor].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    throw ConfigurationFault(.line(file: name, before.count, column: (before.last?.count ?? 0) + 1), .anchor)
  }

  private static func indicators(_ mark: Unicode.Scalar, in bytes: [UInt8]) -> [Int] {
    bytes.indices.dropLast().filter { place in
      bytes[place] == UInt8(ascii: mark) && bytes[place + 1].isNameByte && (place == 0 || !bytes[place - 1].isNameByte)
    }
  }

  private static func refuseAnchors(_ node: Node, name: String) throws(ConfigurationFault) {
    if node.anchor != nil { throw ConfigurationFault(origin(node.mark, name: name), .anchor) }
    switch node {
    case .mapping(let mapping):
      for (key, value) in mapping {
        try refuseAnchors(key, name: name)
        try refuseAnchors(value, name: name)
      }
    case .sequence(let sequence):
      for item in sequence { try refuseAnchors(item, name: name) }
    case .scalar, .alias: return
    }
  }

  private static func origin(_ mark: Mark?, name: String) -> ConfigurationOrigin {
    mark.map { .line(file: name, $0.line, column: $0.column) } ?? .file(name)
  }
}

extension UInt8 {
  /// Whether it is of a letter, a digit, `_` or `-`, of which YAML's anchor names are made.
  fileprivate var isNameByte: Bool {
    let character = Character(Unicode.Scalar(self))
    return self < 0x80 && (character.isLetter || character.isNumber || character == "_" || character == "-")
  }
}
