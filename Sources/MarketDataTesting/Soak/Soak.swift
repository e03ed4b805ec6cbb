/// The service against itself: a market with everything drawn from a seed, run, explained, and run again.
package enum Soak {
  /// Everything that is wrong with a market, empty: nothing; and how many quotes came out of it.
  ///
  /// It is run with a ledger that keeps all rows, by which the run is explained; again as the options say; and again in
  /// other steps.
  package static func verdict(_ options: SoakOptions) -> (problems: [String], quotes: Int) {
    let whole = SoakRun(options, ledgerCapacity: 1_000_000).run()
    let again = SoakRun(options).run()
    let otherwise = SoakRun(options, steps: 1, ledgerCapacity: 1_000_000).run()
    let problems =
      SoakJudge.problems(options, whole) + SoakJudge.differences(whole, again)
      + SoakJudge.differences(whole, otherwise).map { "in other steps: \($0)" }
    return (problems, whole.quotes.count)
  }
}
