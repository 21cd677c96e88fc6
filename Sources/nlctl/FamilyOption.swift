internal import Protocol

extension Option {
  /// Of commands whose records are of IPv4 or IPv6.
  static let family = [
    Option("--family", value: "FAMILY", "v4, v6 or all (default)"),
    Option("--ipv4", short: "4", "the same as --family v4"),
    Option("--ipv6", short: "6", "the same as --family v6"),
  ]

  /// Of commands whose records are about one link each.
  static let interface = Option(
    "--interface", value: "INTERFACE", "only of this network interface, by name or index")
}

extension Invocation {
  /// The parameter `family` that the options come to; nil where none was given.
  /// - Parameter others: what `--family` takes besides.
  func family(_ others: [String] = []) throws(Failure) -> String? {
    var family: String?
    for option in options {
      switch option.name {
      case "--ipv4": family = family == "v6" ? "all" : "v4"
      case "--ipv6": family = family == "v4" ? "all" : "v6"
      case "--family":
        let known = ["v4", "v6"] + others + ["all"]
        guard known.contains(option.value) else {
          throw usage("--family takes \(known.joined(separator: ", ")), not \"\(option.value)\"")
        }
        family = option.value
      default: break
      }
    }
    return family
  }
}

extension JSONWriter {
  /// Writes a parameter; nothing where it was not given.
  mutating func parameter(_ name: StaticString, _ value: String?) {
    if let value { member(name, value) }
  }
}
