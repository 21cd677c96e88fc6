import Foundation

/// An expression made for a test: how the agent and how `ss` write it, and what it means.
indirect enum TestExpression {
  case leaf(TestPredicate)
  case not(TestExpression)
  case and(TestExpression, TestExpression)
  case or(TestExpression, TestExpression)

  /// As the manual of ss(8) lets one write it, with no more parentheses than needed.
  var ours: String { text(above: 0) }

  private func text(above level: Int) -> String {
    switch self {
    case .leaf(let predicate): return predicate.ours
    case .not(let inner): return "not \(inner.text(above: 3))"
    case .and(let first, let second):
      let text = "\(first.text(above: 2)) and \(second.text(above: 3))"
      return level > 2 ? "( \(text) )" : text
    case .or(let first, let second):
      let text = "\(first.text(above: 1)) or \(second.text(above: 2))"
      return level > 1 ? "( \(text) )" : text
    }
  }

  /// In parentheses throughout, since `ss` reads `a or b and c` from left to right, against its
  /// manual; nil where `ss` cannot be asked, or answers wrongly:
  /// - its words for states stand at the beginning only, and it has none for users and inodes;
  /// - it reads an IPv6 prefix in brackets only, and `inet:` holds for the whole expression;
  /// - it decides everything a second time itself. There an address of one family is compared
  ///   with one of the other bit by bit, so that `not src 0.0.0.0/8` loses `::1`; and sockets
  ///   are autobound by the range of their port, so that `not autobound` loses all in it. With
  ///   `dev` anywhere it asks the kernel for nothing, and that is all there is.
  var ss: String? {
    if contains({ $0.ours.hasPrefix("dev") }), contains({ !$0.isRightInSsWhenNegated }) {
      return nil
    }
    return ss(negated: false)
  }

  private func contains(_ isWanted: (TestPredicate) -> Bool) -> Bool {
    switch self {
    case .leaf(let predicate): isWanted(predicate)
    case .not(let inner): inner.contains(isWanted)
    case .and(let one, let two), .or(let one, let two):
      one.contains(isWanted) || two.contains(isWanted)
    }
  }

  private func ss(negated: Bool) -> String? {
    switch self {
    case .leaf(let predicate):
      return negated && !predicate.isRightInSsWhenNegated ? nil : predicate.ss
    case .not(let inner): return inner.ss(negated: !negated).map { "not ( \($0) )" }
    case .and(let first, let second):
      guard let one = first.ss(negated: negated), let two = second.ss(negated: negated)
      else { return nil }
      return "( \(one) ) and ( \(two) )"
    case .or(let first, let second):
      guard let one = first.ss(negated: negated), let two = second.ss(negated: negated)
      else { return nil }
      return "( \(one) ) or ( \(two) )"
    }
  }

  /// The cookies it holds for, of `all`, by those that each of its predicates holds for.
  func meaning(
    of all: Set<String>, _ leaf: (TestPredicate) throws -> Set<String>
  ) rethrows -> Set<String> {
    switch self {
    case .leaf(let predicate): try leaf(predicate).intersection(all)
    case .not(let inner): all.subtracting(try inner.meaning(of: all, leaf))
    case .and(let one, let two):
      try one.meaning(of: all, leaf).intersection(try two.meaning(of: all, leaf))
    case .or(let one, let two):
      try one.meaning(of: all, leaf).union(try two.meaning(of: all, leaf))
    }
  }

  static func random(
    _ depth: Int, _ leaves: [TestPredicate], using random: inout some RandomNumberGenerator
  ) -> TestExpression {
    if depth == 0 || Int.random(in: 0..<5, using: &random) == 0 {
      return .leaf(leaves[Int.random(in: 0..<leaves.count, using: &random)])
    }
    let first = TestExpression.random(depth - 1, leaves, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: return .not(first)
    case 1, 2: return .and(first, .random(depth - 1, leaves, using: &random))
    default: return .or(first, .random(depth - 1, leaves, using: &random))
    }
  }
}

/// One predicate: as the agent reads it, and as `ss` does, or what it says of a record.
struct TestPredicate: Hashable {
  let ours: String
  /// nil where `ss` has no word for it, or none that may stand anywhere.
  var ss: String?
  /// A state, which `ss` only takes before an expression.
  var ssState: String?
  var isRightInSsWhenNegated = true

  /// The same words in both.
  static func both(_ text: String, negatable: Bool = true) -> TestPredicate {
    TestPredicate(ours: text, ss: text, isRightInSsWhenNegated: negatable)
  }

  static let all: [TestPredicate] =
    [
      "sport = :443", "sport != :443", "sport 8080", "dport = 8443", "dport neq 22",
      "sport gt 8000",
      "sport >= :8443", "sport < 9000", "dport le 443", "dport geq 30000", "dport lt :8080",
      "sport <= 53", "sport = :https", "dport eq ssh", "src 127.0.0.1", "src = 127.0.1.0/28",
      "dst 127.0.0.0/16", "dst 127.0.0.2:8443", "src 127.0.0.1:443", "src :443", "dst *:8080",
      "src [::1]", "dst [::1]:443", "src [::ffff:127.0.0.1]", "dst [::ffff:127.0.0.0/104]",
      "dev = lo", "dev != lo", "dev 1", "fwmark = 1", "fwmark = 0x0/0xf0", "fwmark != 3",
      "fwmark = 0x10/0x10", "fwmark 0xffffffff",
    ].map { .both($0) }
    + ["autobound", "src 0.0.0.0/8", "dst 0.0.0.0/0"].map {
      .both($0, negatable: false)
    }
    + [
      "established", "syn-sent", "syn-recv", "fin-wait-1", "fin-wait-2", "time-wait", "closed",
      "close-wait", "last-ack", "listening", "all", "connected", "synchronized", "bucket", "big",
    ].flatMap {
      [
        TestPredicate(ours: "state \($0)", ssState: "state \($0)"),
        // Without any state left `ss` shows all of them.
        TestPredicate(ours: "exclude \($0)", ssState: $0 == "all" ? nil : "exclude \($0)"),
      ]
    }
    + [
      TestPredicate(ours: "uid = 4242"), TestPredicate(ours: "user = nobody"),
      TestPredicate(ours: "inode = 0"), TestPredicate(ours: "src inet6:*"),
      TestPredicate(ours: "state unconnected"),
    ]

  /// Whether a record of the agent's unfiltered answer is such a one; for what `ss` cannot say.
  func holds(for record: JSON) -> Bool {
    switch ours {
    case "uid = 4242": record["uid"].int == 4242
    case "user = nobody": record["uid"].int == 65534
    case "inode = 0": record["inode"].isNull
    case "src inet6:*": record["family"].string == "v6"
    case "state unconnected": record["state"].string == "UNCONNECTED"
    default: false
    }
  }
}
