import Testing

/// What a timeline can have wrong, and what is said about it.
struct BadTimelineTests {
  private static let time = "such as 30s or 1h30m"
  private static let kinds = "mute, first, burst_loss, clock_step, clock_skew_ppm, drift, swizzle, faults"
  private static let from = "a time from 0 to 366 days after the start, such as 30s or 1h30m"

  /// The second entry of a timeline, and the column, key and message.
  @Test(
    "A bad window is named with its place, its key, what was expected and what was found",
    arguments: [
      BadCase("7", "9: timeline[1]: expected a section of keys and values, found a single value"),
      BadCase("[]", "9: timeline[1]: expected a section of keys and values, found a list"),
      BadCase("{}", "9: timeline[1]: expected exactly one of \(kinds), found none"),
      BadCase("{for: 1s}", "9: timeline[1]: expected exactly one of \(kinds), found none"),
      BadCase("{drift: 0.5, mute: true}", "9: timeline[1]: expected exactly one of \(kinds), found drift and mute"),
      BadCase("{mute: false}", #"10: timeline[1].mute: expected true, found "false""#),
      BadCase("{mute: }", "10: timeline[1].mute: expected true, found nothing"),
      BadCase(
        "{form: 1s, mute: true}",
        #"10: timeline[1].form: expected a known key, found "form"; did you mean "for"?"#),
      BadCase(
        "{when: 1s, mute: true}",
        #"10: timeline[1].when: expected a known key, found "when"; known here: from, for, symbols, name, \#(kinds)"#),
      BadCase("{mute: true, from: 10}", "22: timeline[1].from: expected \(from), found 10"),
      BadCase("{mute: true, from: -1s}", #"22: timeline[1].from: expected \#(from), found "-1s""#),
      BadCase("{mute: true, from: 367d}", #"22: timeline[1].from: expected \#(from), found "367d""#),
      BadCase(
        "{mute: true, from: 99999999999999999999s}",
        #"22: timeline[1].from: expected \#(from), found "99999999999999999999s""#),
      BadCase("{mute: true, from: 5s1m}", #"22: timeline[1].from: expected \#(from), found "5s1m""#),
      BadCase("{mute: true, from: [1s]}", "22: timeline[1].from: expected \(from), found [1s]"),
      BadCase(
        "{mute: true, for: 0s}",
        #"22: timeline[1].for: expected a time above 0 and up to 366 days, \#(time), found "0s""#),
      BadCase(
        "{mute: true, symbols: []}", "22: timeline[1].symbols: expected \(tickersText), found []"),
      BadCase(
        "{mute: true, symbols: [A B]}", "22: timeline[1].symbols: expected \(tickersText), found [A B]"),
      BadCase(
        #"{mute: true, name: "a\nb"}"#,
        #"22: timeline[1].name: expected at most 64 characters, none of them invisible, found "a\nb""#),
      BadCase("{first: -1}", "10: timeline[1].first: expected a whole number from 0 to 1000000000, found -1"),
      BadCase(
        "{first: 1000000001}",
        "10: timeline[1].first: expected a whole number from 0 to 1000000000, found 1000000001"),
      BadCase("{drift: 1}", "10: timeline[1].drift: expected a number above 0.001 and below 1, found 1"),
      BadCase("{drift: 1e999}", "10: timeline[1].drift: expected a number above 0.001 and below 1, found 1e999"),
      BadCase("{swizzle: 0, for: 1s}", "10: timeline[1].swizzle: expected a number above 0 and up to 1, found 0"),
      BadCase("{swizzle: 0.5}", "9: timeline[1].for: expected a value, found none"),
      BadCase(
        "{clock_skew_ppm: 0}",
        "10: timeline[1].clock_skew_ppm: expected a number from -1000000 to 1000000, but not 0, found 0"),
      BadCase(
        "{clock_step: 2d}",
        #"10: timeline[1].clock_step: expected a time from -1 day to 1 day, but not 0, such as 500ms or -2s, found "2d""#
      ),
      BadCase(
        "{burst_loss: 0.5}",
        "10: timeline[1].burst_loss: expected a section of keys and values, found a single value"),
      BadCase(
        "{burst_loss: {good_to_bad: 0.1}}", "10: timeline[1].burst_loss.bad_to_good: expected a value, found none"),
      BadCase(
        "{burst_loss: {good_to_bad: 2, bad_to_good: 1}}",
        "23: timeline[1].burst_loss.good_to_bad: expected a number from 0 to 1, found 2"),
      BadCase(
        "{faults: {drop: 1}}",
        #"19: timeline[1].faults.drop: expected a known key, found "drop"; did you mean "drop_probability"?"#),
      BadCase(
        "{faults: {drop_probability: 2}}",
        "19: timeline[1].faults.drop_probability: expected a number from 0 to 1, found 2"),
      BadCase(
        "{faults: {enabled: no}}", #"19: timeline[1].faults.enabled: expected true or false, found "no""#),
      BadCase(
        "{faults: {max_in_flight: 1}}",
        #"19: timeline[1].faults.max_in_flight: expected a known key, found "max_in_flight"; known here: enabled, stale_window_probability, stale_window_duration_ms, drop_probability, corrupt_probability, out_of_order_probability, out_of_order_offset_ms, duplicate_probability, delay_probability, delay_ms_range, reorder_probability, reorder_ms_range"#
      ),
    ])
  func window(_ bad: BadCase) {
    let yaml = "market_data:\n  faults:\n    timeline:\n      - {first: 1}\n      - \(bad.input)\n"
    let message = bad.message.replacing("timeline[1]", with: "market_data.faults.timeline[1]", maxReplacements: 1)
    #expect(faults(yaml) == ["f.yaml:5:\(message)"])
  }

  @Test(
    "What is no list is named",
    arguments: [("7", "a single value"), ("{from: 1s}", "a section"), ("", "nothing")])
  func noList(_ value: String, _ found: String) {
    let yaml = "market_data:\n  faults:\n    timeline: \(value)\n"
    let expected = "a list of windows such as {from: 10s, for: 30s, mute: true}"
    #expect(faults(yaml) == ["f.yaml:3:5: market_data.faults.timeline: expected \(expected), found \(found)"])
  }

  @Test("All that is wrong is said at once, in its order, with what is wrong elsewhere")
  func allAtOnce() {
    let yaml = """
      market_data:
        faults:
          timeline:
            - { from: 10, for: 1, mute: no }
            - { drift: 0 }
          drop_probability: 2
      """
    let from = Self.from
    let expected = [
      "f.yaml:4:11: market_data.faults.timeline[0].from: expected \(from), found 10",
      "f.yaml:4:21: market_data.faults.timeline[0].for: expected a time above 0 and up to 366 days, \(Self.time), found 1",
      #"f.yaml:4:29: market_data.faults.timeline[0].mute: expected true, found "no""#,
      "f.yaml:5:11: market_data.faults.timeline[1].drift: expected a number above 0.001 and below 1, found 0",
      "f.yaml:6:5: market_data.faults.drop_probability: expected a number from 0 to 1, found 2",
    ]
    #expect(faults(yaml) == expected)
  }

  @Test(
    "A flag with a bad list is named whole",
    arguments: [
      BadCase(
        "[{drift: 2}]", "market_data.faults.timeline[0].drift: expected a number above 0.001 and below 1, found 2"),
      BadCase(
        "5",
        "market_data.faults.timeline: expected a list of windows such as {from: 10s, for: 30s, mute: true}, found a single value"
      ),
      BadCase(
        "",
        "market_data.faults.timeline: expected a list of windows such as {from: 10s, for: 30s, mute: true}, found nothing"
      ),
      BadCase(
        "[&a {mute: true}]",
        "market_data.faults.timeline: expected plain values, found a YAML anchor; write the value out where it is needed"
      ),
    ])
  func flag(_ bad: BadCase) {
    let flag = "market_data.faults.timeline=\(bad.input)"
    #expect(faults(set: [flag]) == ["--set \(flag): \(bad.message)"])
  }
}
