internal import Vocabulary

/// What is known of all sockets of one dump.
struct DumpContext {
  let family: InetFamily
  let transport: InetTransport
  /// The network namespace's inode; nil where it is not known.
  var netns: UInt64?
}

extension FilterTree {
  /// The same without `not` before `and` and `or`: what it was before stands before single
  /// tests, and before states not at all.
  public func normalised(negated: Bool = false) -> FilterTree {
    switch self {
    case .constant(let value): .constant(value != negated)
    case .test(.states(let bits)): .test(.states(negated ? FilterStates.all & ~bits : bits))
    case .test: negated ? .not(self) : self
    case .not(let tree): tree.normalised(negated: !negated)
    case .all(let trees):
      negated
        ? .any(trees.map { $0.normalised(negated: true) })
        : .all(trees.map { $0.normalised() })
    case .any(let trees):
      negated
        ? .all(trees.map { $0.normalised(negated: true) })
        : .any(trees.map { $0.normalised() })
    }
  }

  /// The same with what `decide` knows of its tests put in, and constants taken out: the result
  /// is a constant or has none.
  public func deciding(_ decide: (FilterTest) -> Bool?) -> FilterTree {
    switch self {
    case .constant: return self
    case .test(let test): return decide(test).map { .constant($0) } ?? self
    case .not(let tree):
      let inner = tree.deciding(decide)
      if case .constant(let value) = inner { return .constant(!value) }
      return .not(inner)
    case .all(let trees): return FilterTree.joined(trees, neutral: true, decide)
    case .any(let trees): return FilterTree.joined(trees, neutral: false, decide)
    }
  }

  private static func joined(
    _ trees: [FilterTree], neutral: Bool, _ decide: (FilterTest) -> Bool?
  ) -> FilterTree {
    var rest: [FilterTree] = []
    for tree in trees {
      let tree = tree.deciding(decide)
      if case .constant(let value) = tree {
        if value == neutral { continue }
        return tree
      }
      rest.append(tree)
    }
    if rest.isEmpty { return .constant(neutral) }
    if rest.count == 1 { return rest[0] }
    return neutral ? .all(rest) : .any(rest)
  }

  /// The states a socket may be in to match; of a normalised tree.
  var possibleStates: UInt32 {
    switch self {
    case .constant(let value): value ? .max : 0
    case .test(.states(let bits)): bits
    case .test, .not: .max
    case .all(let trees): trees.reduce(.max) { $0 & $1.possibleStates }
    case .any(let trees): trees.reduce(0) { $0 | $1.possibleStates }
    }
  }

  public func contains(where isWanted: (FilterTest) -> Bool) -> Bool {
    switch self {
    case .constant: false
    case .test(let test): isWanted(test)
    case .not(let tree): tree.contains(where: isWanted)
    case .all(let trees), .any(let trees): trees.contains { $0.contains(where: isWanted) }
    }
  }

  /// What is left to ask of sockets of one dump in these states, and the states they can be in.
  /// - Parameter states: states asked for; empty on return where nothing can match.
  func specialised(
    to context: DumpContext, states: inout UInt32
  ) -> FilterTree {
    var tree = normalised()
    while true {
      let possible = states & tree.possibleStates
      let next = tree.deciding { $0.known(in: context, states: possible) }
      if next == tree || possible == 0 {
        states = next == .constant(false) ? 0 : possible
        return next
      }
      states = possible
      tree = next
    }
  }
}

extension FilterTest {
  /// The answer where it is the same for all sockets of a dump.
  fileprivate func known(in dump: DumpContext, states: UInt32) -> Bool? {
    switch self {
    case .states(let bits):
      if bits & states == 0 { return false }
      return states & ~bits == 0 ? true : nil
    case .family(let family): return family == dump.family
    case .host(_, let condition):
      if condition.family == .v6, dump.family == .v4 { return false }
      return condition.family == dump.family && condition.prefix == 0 ? true : nil
    case .port(_, .atLeast, 0), .port(_, .atMost, .max): return true
    case .mark(let value, let mask):
      if value & ~mask != 0 { return false }
      return mask == 0 ? true : nil
    case .netns(let inode): return dump.netns.map { $0 == inode }
    case .name: return false
    default: return nil
    }
  }
}
