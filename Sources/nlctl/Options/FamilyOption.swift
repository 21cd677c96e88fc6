internal import Protocol

extension Option {
  /// The options of commands whose records belong to IPv4 or IPv6.
  static let family = [
    Option("--family", value: "FAMILY", "v4, v6 or all (default)"),
    Option("--ipv4", short: "4", "the same as --family v4"),
    Option("--ipv6", short: "6", "the same as --family v6"),
  ]

  /// The option of commands whose records belong to one link each.
  static let interface = Option(
    "--interface", value: "INTERFACE", "only this network interface, by name or index")
}

extension Invocation {
  /// The value of the parameter `family`; nil if no option sets it.
  /// - Parameter others: further values that `--family` takes.
  func family(_ others: [String] = []) throws(Failure) -> String? {
    var family: String?
    for option in options {
      switch option.name {
      case "--ipv4": family = family == "v6" ? "all" : "v4"
      case "--ipv6": family = family == "v4" ? "all" : "v6"
      case "--family":
        try check(option.name, option.value, among: ["v4", "v6"] + others + ["all"])
        family = option.value
      default: break
      }
    }
    return family
  }
}

// MARK: Parameters

extension JSONWriter {
  /// Writes a parameter; nothing if it is nil.
  mutating func parameter(_ name: StaticString, _ value: String?) {
    if let value { member(name, value) }
  }

  /// Writes a parameter that is a list of words, each once; nothing if it is empty.
  mutating func list(_ name: String, _ words: [String]) {
    guard !words.isEmpty else { return }
    key(dynamic: name)
    beginArray()
    for (index, word) in words.enumerated() where !words[..<index].contains(word) {
      string(word)
    }
    endArray()
  }
}
