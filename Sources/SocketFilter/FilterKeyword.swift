internal import Vocabulary

/// The words that start a predicate, except `state` and `exclude`.
enum FilterKeyword: String, CaseIterable {
  case sport, dport, src, dst, dev, fwmark, cgroup, autobound
  case uid, user, pid, process, netns, inode, cookie

  /// All words that start a predicate, for hints.
  static let allNames = ["state", "exclude"] + allCases.map(\.rawValue)

  /// Whether sockets of that kind have the property that the predicate tests.
  func isFor(_ subject: FilterSubject) -> Bool {
    switch subject {
    case .inet: true
    case .unix: ![.sport, .dport, .dst, .dev, .fwmark, .cgroup].contains(self)
    case .freed: [.sport, .dport, .src, .dst, .dev, .cookie].contains(self)
    }
  }

  /// What must follow the keyword, for messages.
  var operand: String {
    switch self {
    case .sport, .dport: "a port"
    case .src, .dst: "an address"
    case .dev: "a device"
    case .fwmark: "a mark"
    case .cgroup: "the path of a control group"
    case .user, .process: "a name"
    default: "a number"
    }
  }

  /// A valid predicate, for hints.
  var example: String {
    switch self {
    case .sport, .dport: "\(rawValue) = :443"
    case .src, .dst: "\(rawValue) 10.0.0.0/8"
    case .dev: "dev = eth0"
    case .fwmark: "fwmark = 0x1/0xff"
    case .cgroup: "cgroup = /system.slice"
    case .user: "user = www-data"
    case .process: "process = nginx*"
    default: "\(rawValue) = 1000"
    }
  }
}

/// The comparison of a predicate.
enum FilterComparison: String {
  case equal = "="
  case unequal = "!="
  case less = "<"
  case greater = ">"
  case atMost = "<="
  case atLeast = ">="

  // Longer symbols first, because `<` is a prefix of `<=`.
  private static let symbols: [(text: String, meaning: FilterComparison)] = [
    ("==", .equal), ("=", .equal), ("!=", .unequal), ("<=", .atMost), (">=", .atLeast),
    ("<", .less), (">", .greater),
  ]
  private static let words: [(text: String, meaning: FilterComparison)] = [
    ("eq", .equal), ("ne", .unequal), ("neq", .unequal), ("le", .atMost), ("leq", .atMost),
    ("ge", .atLeast), ("geq", .atLeast), ("lt", .less), ("gt", .greater),
  ]

  /// Consumes a comparison if one comes next.
  static func take(from text: inout FilterText) -> FilterComparison? {
    for symbol in symbols where text.take(symbol.text) { return symbol.meaning }
    for word in words where text.take(word: word.text) { return word.meaning }
    return nil
  }
}
