/// How a piece of text looks on a terminal with colours.
enum Style: String {
  case plain = ""
  case dim = "2"
  case bold = "1"
  case title = "1;36"
  case up = "32"
  case down = "31"
  case warning = "33"
  case late = "34"
  case gapped = "35"
}

/// A piece of text in one style.
struct Span: Hashable {
  var text: String
  var style = Style.plain

  init(_ text: String, _ style: Style = .plain) { (self.text, self.style) = (text, style) }
}

/// A line made of pieces.
struct StyledLine: Hashable {
  var spans: [Span]

  init(_ spans: [Span] = []) { self.spans = spans }

  /// The line as text, cut to a width, with or without colours.
  func text(width: Int, colour: Bool) -> String {
    var left = width
    var result = ""
    for span in spans where left > 0 {
      let shown = String(span.text.prefix(left))
      left -= shown.count
      result += colour && span.style != .plain ? "\u{1B}[\(span.style.rawValue)m\(shown)\u{1B}[0m" : shown
    }
    return result
  }
}

extension String {
  /// The text at the left of a field, cut when it is too long.
  func padded(to width: Int) -> String { prefix(width) + String(repeating: " ", count: Swift.max(0, width - count)) }
  /// The text at the right of a field.
  func rightAligned(to width: Int) -> String { String(repeating: " ", count: Swift.max(0, width - count)) + self }
}

/// A whole number with a comma between thousands.
func grouped(_ number: Int) -> String { (number < 0 ? "-" : "") + grouped("\(number.magnitude)") }

/// A number of hundredths with two decimals, and a comma between thousands.
func decimal(_ hundredths: some UnsignedInteger) -> String {
  let rest = "\(hundredths % 100)"
  return grouped("\(hundredths / 100)") + "." + (rest.count == 1 ? "0" : "") + rest
}

/// Digits with a comma between thousands.
func grouped(_ digits: String) -> String {
  var result = ""
  for (place, digit) in digits.enumerated() {
    if place > 0, (digits.count - place).isMultiple(of: 3) { result.append(",") }
    result.append(digit)
  }
  return result
}
