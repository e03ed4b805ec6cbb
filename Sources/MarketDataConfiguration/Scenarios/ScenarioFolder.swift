import Glibc
import MarketData

/// The folder of scenario files: every `*.yaml` in it is a scenario named as the file.
enum ScenarioFolder {
  /// The key that names it.
  static let key = "market_data.scenarios_path"
  /// The most files that are read.
  static let limit = 1000

  /// The folder `scenarios` beside a configuration file, if there is one; as short as the file's own path.
  static func beside(_ file: String) -> String? {
    let folder = file.lastIndex(of: "/").map { file[...$0] + "scenarios" } ?? "scenarios"
    guard let directory = opendir(folder) else { return nil }
    closedir(directory)
    return folder
  }

  /// Adds the scenarios of the folder to a configuration.
  ///
  /// - Returns: What is wrong, with the folder or with the files.
  static func read(into loaded: inout LoadedConfiguration) -> [ConfigurationFault] {
    let path = loaded.configuration.scenariosPath
    guard !path.isEmpty else { return [] }
    do throws(ConfigurationFault) {
      let (files, faults) = try files(path, at: loaded.origins[key])
      let (definitions, problems, origins) = ScenarioFiles.read(files)
      loaded.configuration.marketData.scenarios = definitions
      loaded.origins.merge(origins) { _, new in new }
      return faults + problems
    } catch { return [error] }
  }

  /// The files of a folder, in the order of their names, and those that cannot be read.
  private static func files(
    _ path: String, at origin: ConfigurationOrigin?
  ) throws(ConfigurationFault) -> (files: [ScenarioFile], faults: [ConfigurationFault]) {
    let shown = visible(path, limit: 1024)
    guard let directory = opendir(path) else {
      let problem = ConfigProblem(
        key, expected: "a folder that can be read", found: "none (\(shown))", hint: "check the path")
      throw ConfigurationFault(origin, problem)
    }
    defer { closedir(directory) }
    let names = names(in: directory)
    guard names.count <= limit else {
      let problem = ConfigProblem(key, expected: "at most \(limit) files *.yaml", found: "\(names.count) in \(shown)")
      throw ConfigurationFault(origin, problem)
    }
    var (files, faults): ([ScenarioFile], [ConfigurationFault]) = ([], [])
    for name in names.sorted() {
      let place = "\(path)/\(name)"
      do throws(ConfigurationFault) {
        files.append(ScenarioFile(name: String(name.dropLast(5)), text: try FileText.read(place), path: place))
      } catch { faults.append(error) }
    }
    return (files, faults)
  }

  private static func names(in directory: OpaquePointer) -> [String] {
    var names: [String] = []
    while let entry = Glibc.readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".yaml"), !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }
}
