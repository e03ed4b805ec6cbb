import MarketData
import Yams

/// Reads a YAML tree into a draft.
struct FileReader {
  private let document: YAMLDocument

  private struct Place {
    /// The key with the ticker's token, and as it is.
    var pattern = "", key = ""
    var ticker: String?

    func child(_ name: String) -> Place {
      if pattern == Setting.symbolsKey {
        return Place(pattern: "\(pattern).\(Setting.tickerToken)", key: "\(key).\(name)", ticker: name)
      }
      let prefix = pattern.isEmpty ? "" : "."
      return Place(pattern: pattern + prefix + name, key: key + prefix + name, ticker: ticker)
    }
  }

  static func read(_ document: YAMLDocument, into draft: inout Draft) {
    guard let root = document.root else { return }
    let reader = FileReader(document: document)
    if case .mapping(let mapping) = root {
      reader.section(mapping, at: Place(), into: &draft)
    } else if RawValue(root) != .nothing {
      let found = RawValue(root).kind
      draft.report(
        document.origin(of: root), ConfigProblem("", expected: "sections such as market_data:", found: found))
    }
  }

  /// Reads only fault settings: those of `market_data.faults` when there is such a key, else the whole file as if it
  /// stood there.
  static func readFaults(_ document: YAMLDocument, into draft: inout Draft) {
    guard let root = document.root else { return }
    let place = Place(pattern: "market_data.faults", key: "market_data.faults")
    guard let node = root["market_data"].map({ $0["faults"] }) ?? root else { return }
    if case .mapping(let mapping) = node {
      FileReader(document: document).section(mapping, at: place, into: &draft)
    } else if RawValue(node) != .nothing {
      let found = RawValue(node).kind
      draft.report(
        document.origin(of: node), ConfigProblem(place.key, expected: "a section of keys and values", found: found))
    }
  }

  private func section(_ mapping: Node.Mapping, at place: Place, into draft: inout Draft) {
    for (key, value) in mapping {
      let origin = document.origin(of: key)
      guard let name = key.scalar?.string else {
        draft.report(origin, ConfigProblem(place.key, expected: "a known key", found: RawValue(key).kind))
        continue
      }
      if place.pattern == Setting.symbolsKey {
        guard ConfigRules.ticker.allows(name) else {
          draft.report(origin, .ticker(name))
          continue
        }
        draft.name(name, layer: .file, origin: origin)
      }
      // A point is part of tickers only: `redis.url: x` is written as a section.
      if name.contains("."), place.pattern != Setting.symbolsKey {
        draft.report(origin, .unknown(place.child(name).key, found: name, hint: "write each part as a section"))
        continue
      }
      entry(value, at: place.child(name), name, in: place, origin, &draft)
    }
  }

  private func entry(
    _ node: Node, at place: Place, _ name: String, in parent: Place, _ origin: ConfigurationOrigin, _ draft: inout Draft
  ) {
    let isSection = Settings.sections.contains(place.pattern)
    let raw = RawValue(node)
    if isSection, case .mapping(let mapping) = node, !mapping.isEmpty || place.pattern != Setting.symbolsKey {
      section(mapping, at: place, into: &draft)
    } else if let setting = Settings.setting(place.pattern), let readTree = setting.readTree {
      var reader = TreeReader(document)
      let change = readTree(TreeReader.Entry(key: place.key, node: node, origin: origin), &reader)
      draft.assign(Address(setting: setting, ticker: place.ticker), change, reader, layer: .file, origin: origin)
    } else if let setting = Settings.setting(place.pattern) {
      draft.assign(Address(setting: setting, ticker: place.ticker), raw, layer: .file, origin: origin)
    } else if isSection, raw != .nothing {
      draft.report(origin, ConfigProblem(place.key, expected: "a section of keys and values", found: raw.kind))
    } else if !isSection {
      draft.report(origin, .unknown(place.key, found: name, hint: hint(for: name, in: parent)))
    }
  }

  /// A name near by in the same section, or the same name elsewhere, or all names of the section.
  private func hint(for name: String, in place: Place) -> String {
    let names = Settings.names(in: place.pattern)
    let elsewhere = Settings.all.first { $0.pattern.hasSuffix(".\(name)") && $0.pattern != place.pattern }
    if let near = nearest(name, in: names) ?? elsewhere?.pattern { return "did you mean \"\(near)\"?" }
    return "known here: " + names.joined(separator: ", ")
  }
}

extension RawValue {
  /// The value of a node. Plain emptiness and YAML's words for null are nothing; a quoted empty text is a text.
  init(_ node: Node) {
    switch node {
    case .scalar(let scalar):
      let isNull = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
      self = isNull ? .nothing : .text(scalar.string)
    case .sequence(let sequence):
      let items = sequence.compactMap(\.scalar?.string)
      self = items.count == sequence.count ? .list(items) : .other("a list of lists or sections")
    case .mapping(let mapping): self = .other(mapping.isEmpty ? "nothing" : "a section")
    case .alias: self = .other("an alias")
    }
  }

  /// What it is, without what it says: it may be a password in the wrong place.
  var kind: String {
    switch self {
    case .text: "a single value"
    case .list: "a list"
    case .nothing: "nothing"
    case .other(let words): words
    }
  }
}
