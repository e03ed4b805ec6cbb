/// A file that defines a scenario.
public struct ScenarioFile: Hashable, Sendable {
  /// The scenario's name: that of the file, without `.yaml`.
  public var name: String
  /// What is written in it.
  public var text: String
  /// Where it is, for errors.
  public var path: String

  /// A file.
  ///
  /// - Parameter path: Where it is, for errors; nil: the name with `.yaml`.
  public init(name: String, text: String, path: String? = nil) {
    (self.name, self.text, self.path) = (name, text, path ?? "\(name).yaml")
  }
}
