import MarketData

/// A key of a section that is read into a value of its own, as of a phase or of a burst loss: what it takes, where it
/// goes, and how it is written down.
struct Field<Root: Sendable>: Sendable {
  let name: String
  /// Reads an entry into the value, or notes what is wrong with it.
  let read: @Sendable (TreeReader.Entry, inout TreeReader, inout Root) -> Void
  /// The value as YAML on one line; nil: as usual. Without anything usual it is always there.
  let yaml: @Sendable (_ value: Root, _ usual: Root?) -> String?
  /// What it takes, for the reference.
  let expected: String
}

extension Field {
  /// A field of one value.
  static func value<Value: Sendable & Equatable>(
    _ name: String, _ format: ValueFormat<Value>, _ path: any WritableKeyPath<Root, Value> & Sendable
  ) -> Field {
    Field(
      name: name,
      read: { entry, reader, root in
        if let value = reader.value(entry, format) { root[keyPath: path] = value }
      },
      yaml: { value, usual in
        usual?[keyPath: path] == value[keyPath: path] ? nil : format.yaml(value[keyPath: path])
      },
      expected: format.rule.expected)
  }

  /// A field with fields of its own, that may be `none`.
  ///
  /// - Parameters:
  ///   - blank: What it starts from where there is none yet; then all of `required` must be there.
  static func part<Part: Sendable & Equatable>(
    _ name: String, _ path: any WritableKeyPath<Root, Part?> & Sendable, from blank: Part, required: [String],
    _ fields: [Field<Part>]
  ) -> Field {
    let names = fields.map(\.name)
    return Field(
      name: name,
      read: { entry, reader, root in
        if RawValue(entry.node) == .text("none") {
          root[keyPath: path] = nil
          return
        }
        guard let entries = reader.section(entry, names: names) else { return }
        if root[keyPath: path] == nil { reader.require(required, among: entries, of: entry) }
        root[keyPath: path] = fields.read(entries, &reader, into: root[keyPath: path] ?? blank)
      },
      yaml: { value, usual in
        if let usual, value[keyPath: path] == usual[keyPath: path] { return nil }
        return value[keyPath: path].map { flow(fields.pairs($0, usual: nil)) } ?? "none"
      },
      expected: "`none`, or a section of " + names.map { "`\($0)`" }.joined(separator: ", "))
  }
}

extension Array {
  /// Reads entries, whose names are known to be among the fields.
  func read<Root>(
    _ entries: [TreeReader.Entry], _ reader: inout TreeReader, into root: Root
  ) -> Root where Element == Field<Root> {
    var root = root
    for entry in entries { first { $0.name == entry.name }?.read(entry, &reader, &root) }
    return root
  }

  /// What is not as usual, as keys with their values; all of it, if nothing is usual.
  func pairs<Root>(_ root: Root, usual: Root?) -> [(name: String, yaml: String)] where Element == Field<Root> {
    compactMap { field in field.yaml(root, usual).map { (field.name, $0) } }
  }
}

/// Keys and values as YAML on one line.
func flow(_ pairs: [(name: String, yaml: String)]) -> String {
  pairs.isEmpty ? "{}" : "{ " + pairs.map { "\($0.name): \($0.yaml)" }.joined(separator: ", ") + " }"
}
