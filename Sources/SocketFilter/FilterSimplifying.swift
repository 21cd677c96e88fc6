internal import Vocabulary

/// What all sockets of one dump have in common.
struct DumpContext {
  let family: InetFamily
  let transport: InetTransport
  /// The inode of the network namespace; nil if it is unknown.
  var netns: UInt64?
}

extension FilterTree {
  /// The equivalent tree with `not` only before single tests. A negated test of states becomes a
  /// test of the other states.
  public func normalized(negated: Bool = false) -> FilterTree {
    switch self {
    case .constant(let value): .constant(value != negated)
    case .test(.states(let bits)): .test(.states(negated ? FilterStates.all & ~bits : bits))
    case .test: negated ? .not(self) : self
    case .not(let tree): tree.normalized(negated: !negated)
    case .all(let trees):
      negated
        ? .any(trees.map { $0.normalized(negated: true) })
        : .all(trees.map { $0.normalized() })
    case .any(let trees):
      negated
        ? .all(trees.map { $0.normalized(negated: true) })
        : .any(trees.map { $0.normalized() })
    }
  }

  /// Replaces tests by constants and simplifies: the result is a constant or contains none.
  /// - Parameter decide: the value of a test, nil if it is unknown.
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
    var undecided: [FilterTree] = []
    for tree in trees {
      let tree = tree.deciding(decide)
      if case .constant(let value) = tree {
        if value == neutral { continue }
        return tree
      }
      undecided.append(tree)
    }
    if undecided.isEmpty { return .constant(neutral) }
    if undecided.count == 1 { return undecided[0] }
    return neutral ? .all(undecided) : .any(undecided)
  }

  /// A superset of the states of the sockets that match. The tree must be normalized.
  var possibleStates: UInt32 {
    switch self {
    case .constant(let value): value ? .max : 0
    case .test(.states(let bits)): bits
    case .test, .not: .max
    case .all(let trees): trees.reduce(.max) { $0 & $1.possibleStates }
    case .any(let trees): trees.reduce(0) { $0 | $1.possibleStates }
    }
  }

  /// Whether any test in the tree satisfies the condition.
  public func contains(where isWanted: (FilterTest) -> Bool) -> Bool {
    switch self {
    case .constant: false
    case .test(let test): isWanted(test)
    case .not(let tree): tree.contains(where: isWanted)
    case .all(let trees), .any(let trees): trees.contains { $0.contains(where: isWanted) }
    }
  }

  /// Simplifies the tree for the sockets of one dump.
  /// - Parameter states: on entry the states that are wanted, on return those that can match: 0 if
  ///   no socket can.
  /// - Returns: what remains to be tested.
  func specialized(
    to context: DumpContext, states: inout UInt32
  ) -> FilterTree {
    var tree = normalized()
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
  /// The result of the test if it is the same for all sockets of a dump, else nil.
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
