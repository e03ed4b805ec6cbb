import ArgumentParser

/// How the summary at the end of a command is written.
enum SummaryFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json, none
}
