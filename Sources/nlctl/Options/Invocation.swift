internal import Protocol

/// A parsed command line.
struct Invocation: Sendable {
  let command: Command
  /// The options in the order in which they were given, by their long names. The value of an
  /// option without one is empty.
  let options: [(name: String, value: String)]
  let operands: [String]

  /// The value of an option; the last one if it was given several times.
  func value(_ name: String) -> String? { options.last { $0.name == name }?.value }

  func values(_ name: String) -> [String] {
    options.filter { $0.name == name }.map(\.value)
  }

  func has(_ name: String) -> Bool { options.contains { $0.name == name } }

  /// Wrong usage of this command.
  func usage(_ message: String, advice: String? = nil) -> Failure {
    .usage(message, advice: advice, command: command.name)
  }
}

// MARK: Values of options

extension Invocation {
  /// Wrong usage: a word that is none of `known`.
  /// The hint asks for the nearest known word. If none is near, it lists all.
  func unknown(_ word: String, among known: [String], _ message: String) -> Failure {
    usage(
      message,
      advice: Spelling.question(for: word, among: known)
        ?? "Possible values: \(known.joined(separator: ", ")).")
  }

  /// Checks a value that must be one of a few words.
  func check(_ option: String, _ value: String, among known: [String]) throws(Failure) {
    guard !known.contains(value) else { return }
    let words = known.dropLast().joined(separator: ", ") + " or " + (known.last ?? "")
    throw usage(
      "\(option) takes \(words), not \"\(value)\"",
      advice: Spelling.question(for: value, among: known))
  }

  /// The value of an option that takes a whole number; nil if the option is absent.
  func number<Number: FixedWidthInteger>(
    _ option: String, from least: Number
  ) throws(Failure) -> Number? {
    guard let text = value(option) else { return nil }
    guard let number = Number(text), number >= least else {
      throw usage("\(option) takes a number from \(least) on, not \"\(text)\"")
    }
    return number
  }

  /// The value of an option that takes seconds, in milliseconds; nil if the option is absent.
  /// - Parameters:
  ///   - least: the shortest time, in seconds.
  ///   - most: the longest time, in seconds.
  func milliseconds(
    _ option: String, from least: Double = 0, to most: Double = 1_000_000
  ) throws(Failure) -> Int? {
    guard let text = value(option) else { return nil }
    guard let seconds = Double(text), seconds >= least, seconds <= most else {
      let example = least >= 0.1 ? "from \(least) on" : "such as 2.5"
      throw usage("\(option) takes seconds, \(example), not \"\(text)\"")
    }
    return Int(seconds * 1000)
  }
}
