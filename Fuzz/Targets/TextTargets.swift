import MarketData

func priceProblem(_ text: String) -> String? {
  do {
    let price = try Price(text)
    guard try Price(price.description) == price else { return "\(price) reads back as another price" }
    guard try Price(text[...]) == price else { return "a part of a text reads as another price" }
    let decimals = price.description.split(separator: ".").last?.count ?? 0
    return (2...9).contains(decimals) ? nil : "\(price) has \(decimals) decimals"
  } catch { return complaint(error) }
}

func symbolProblem(_ text: String) -> String? {
  do {
    let symbol = try Symbol(text)
    guard symbol.ticker == text, Symbol(known: text) == symbol else { return "\(symbol) is another symbol" }
    return ConfigRules.ticker.allows(text) ? nil : "\(symbol) is no ticker"
  } catch {
    // A long run fills the table; what is no ticker must be refused for what it is.
    if case .invalid = error, ConfigRules.ticker.allows(text) { return "refused, but a ticker: \(text)" }
    return complaint(error)
  }
}

func timestampProblem(_ text: String) -> String? {
  do {
    let time = try Timestamp(text)
    for again in [time.description, time.text(decimals: 9)] where try Timestamp(again) != time {
      return "\(again) is another time"
    }
    let whole = try Timestamp(time.text(decimals: 3))
    return time - whole < .milliseconds(1) && whole <= time ? nil : "\(whole) is not the millisecond of \(time)"
  } catch { return complaint(error) }
}

func durationProblem(_ text: String) -> String? {
  if let duration = DurationText.read(text), DurationText.read(DurationText.text(duration)) != duration {
    return "\(DurationText.text(duration)) is another duration"
  }
  do {
    let duration = try DurationText.parse(text)
    guard duration > .zero, DurationText.read(text) == duration else { return "\(duration) in one way only" }
    return try DurationText.parse(DurationText.text(duration)) == duration ? nil : "\(duration) reads as another"
  } catch { return complaint(error) }
}
