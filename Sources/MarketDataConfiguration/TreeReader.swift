import MarketData
import Yams

/// Walks through a part of a YAML tree that is more than single values, and notes everything that is wrong with it, each
/// at its place.
struct TreeReader {
  /// One key of a section, or one item of a list.
  struct Entry {
    /// The key in its section; of an item empty.
    var name = ""
    /// The full key: `timeline[2].drift`.
    var key: String
    var node: Node
    /// Where its key is; of an item, where it begins.
    var origin: ConfigurationOrigin
  }

  let document: YAMLDocument
  /// What is wrong, in the order in which it was met.
  private(set) var faults: [ConfigurationFault] = []
  /// Where each key and item is that was met, by its full key.
  private(set) var origins: [String: ConfigurationOrigin] = [:]

  init(_ document: YAMLDocument) { self.document = document }

  mutating func report(_ origin: ConfigurationOrigin?, _ problem: ConfigProblem) {
    faults.append(ConfigurationFault(origin, problem))
  }

  /// The entries of a section, by name. Notes keys that are none of `names`.
  ///
  /// - Parameters:
  ///   - names: What may be in it; nil: anything.
  /// - Returns: Nil when it is no section, which is noted.
  mutating func section(_ entry: Entry, names: [String]?) -> [Entry]? {
    guard case .mapping(let mapping) = entry.node else {
      let found = RawValue(entry.node).kind
      report(entry.origin, ConfigProblem(entry.key, expected: "a section of keys and values", found: found))
      return nil
    }
    return mapping.compactMap { key, value in
      let origin = document.origin(of: key)
      guard let name = key.scalar?.string else {
        report(origin, ConfigProblem(entry.key, expected: "a known key", found: RawValue(key).kind))
        return nil
      }
      let full = entry.key.isEmpty ? name : "\(entry.key).\(name)"
      if let names, !names.contains(name) {
        let hint = nearest(name, in: names).map { "did you mean \"\($0)\"?" }
        report(origin, .unknown(full, found: name, hint: hint ?? "known here: " + names.joined(separator: ", ")))
        return nil
      }
      origins[full] = origin
      return Entry(name: name, key: full, node: value, origin: origin)
    }
  }

  /// The items of a list.
  ///
  /// - Parameter expected: What it should be, when it is none.
  /// - Returns: Nil when it is no list, which is noted.
  mutating func items(_ entry: Entry, expected: String) -> [Entry]? {
    guard case .sequence(let sequence) = entry.node else {
      report(entry.origin, ConfigProblem(entry.key, expected: expected, found: RawValue(entry.node).kind))
      return nil
    }
    return sequence.enumerated().map { index, node in
      let item = Entry(key: "\(entry.key)[\(index)]", node: node, origin: document.origin(of: node))
      origins[item.key] = item.origin
      return item
    }
  }

  /// The value of an entry; nil when it is not what the format takes, which is noted.
  mutating func value<Value>(_ entry: Entry, _ format: ValueFormat<Value>) -> Value? {
    let raw = RawValue(entry.node)
    if let value = format.read(raw) { return value }
    refuse(entry, expected: format.rule.expected, choices: format.choices)
    return nil
  }

  /// Notes that an entry is not what it should be.
  mutating func refuse(_ entry: Entry, expected: String, choices: [String] = []) {
    let raw = RawValue(entry.node)
    var hint: String?
    if case .text(let text) = raw, let near = nearest(text.lowercased(), in: choices) {
      hint = "did you mean \"\(near)\"?"
    }
    report(entry.origin, ConfigProblem(entry.key, expected: expected, found: raw.shown, hint: hint))
  }

  /// Notes each of the names that is not among the entries of a section.
  mutating func require(_ names: [String], among entries: [Entry], of section: Entry) {
    for name in names where !entries.contains(where: { $0.name == name }) {
      let key = section.key.isEmpty ? name : "\(section.key).\(name)"
      report(section.origin, ConfigProblem(key, expected: "a value", found: "none"))
    }
  }
}
