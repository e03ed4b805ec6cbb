import MarketData
import MarketDataWire

/// The files that settings of an enabled gateway name, looked at while the configuration is loaded, so that what is
/// wrong with them is said together with all the rest.
enum GatewayFiles {
  private static let credentialsKey = "gateway.credentials_file"

  /// Adds the credentials of the file to those of the list; a file closes a gateway that would be open to any.
  ///
  /// - Returns: What is wrong; no secret is in it.
  static func read(into loaded: inout LoadedConfiguration) -> [ConfigurationFault] {
    let gateway = loaded.configuration.gateway
    guard gateway.isEnabled else { return [] }
    var faults: [ConfigurationFault] = []
    if let text = text(gateway.credentialsFile, of: credentialsKey, loaded, &faults) {
      let (found, bad) = credentials(in: text, file: visible(gateway.credentialsFile, limit: 1024))
      faults += bad
      merge(found, into: &loaded)
    }
    _ = text(gateway.tlsCertificate, of: "gateway.tls_certificate", loaded, &faults)
    _ = text(gateway.tlsKey, of: "gateway.tls_key", loaded, &faults)
    return faults
  }

  /// The credentials of a text: one in a line, blank lines and what follows a `#` left out.
  static func credentials(in text: String, file: String) -> (found: [Credentials], faults: [ConfigurationFault]) {
    var (found, faults): ([Credentials], [ConfigurationFault]) = ([], [])
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let words = line.split { $0 == " " || $0 == "\t" }
      guard let first = words.first, first.first != "#" else { continue }
      if let entry = CredentialText.parse(String(first)), words.count == 1 || words[1].first == "#" {
        found.append(entry)
      } else {
        let column = line.unicodeScalars.prefix { $0 == " " || $0 == "\t" }.count + 1
        let problem = ConfigProblem(
          credentialsKey, expected: CredentialText.expected, found: "another text, which is not shown")
        faults.append(ConfigurationFault(.line(file: file, number + 1, column: column), problem))
      }
    }
    if found.isEmpty, faults.isEmpty {
      let none = ConfigProblem(credentialsKey, expected: "at least one \(CredentialText.expected)", found: "none")
      faults.append(ConfigurationFault(.file(file), none))
    }
    return (found, faults)
  }

  private static func merge(_ found: [Credentials], into loaded: inout LoadedConfiguration) {
    let key = "gateway.credentials"
    var list: [Credentials] = []
    if case .list(let listed) = loaded.configuration.gateway.credentials { list = listed }
    for entry in found where !list.contains(entry) { list.append(entry) }
    loaded.configuration.gateway.credentials = .list(list)
    if loaded.origins[key] == nil {
      loaded.origins[key] = .file(visible(loaded.configuration.gateway.credentialsFile, limit: 1024))
    }
  }

  /// The text of a file that is named, at the place where it was named when something is wrong with it.
  private static func text(
    _ path: String, of key: String, _ loaded: LoadedConfiguration, _ faults: inout [ConfigurationFault]
  ) -> String? {
    guard !path.isEmpty else { return nil }
    do { return try FileText.read(path) } catch {
      var problem = error.problem
      problem.key = key
      problem.found += " (\(visible(path, limit: 1024)))"
      faults.append(ConfigurationFault(loaded.origins[key], problem))
      return nil
    }
  }
}
