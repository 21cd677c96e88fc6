internal import Netlink
internal import Vocabulary

/// How much of a filter is sent to the kernel. If a kernel refuses one level, it may still accept
/// the next lower one.
public enum FilterKernel: CaseIterable, Sendable {
  /// All tests that have an instruction.
  case all
  /// Only tests that every kernel with inet_diag has an instruction for: ports, addresses,
  /// autobound.
  case basic
  /// None: the agent evaluates the whole filter.
  case none

  /// The instruction for a test; nil if there is none on this level.
  func instruction(_ test: FilterTest) -> InetDiagProgram.Test? {
    if self == .none { return nil }
    switch test {
    case .port(let end, .equal, let port):
      return self == .all ? .portEquals(end, port) : .portCondition(end, port)
    case .port(let end, .atLeast, let port): return .portAtLeast(end, port)
    case .port(let end, .atMost, let port): return .portAtMost(end, port)
    case .host(let end, let host):
      return .address(end, family: host.family.number, host.address, prefix: host.prefix)
    case .autobound: return .autobound
    case .device(let index): return self == .all ? .device(index) : nil
    case .mark(let value, let mask): return self == .all ? .mark(value, mask: mask) : nil
    case .cgroup(let id): return self == .all ? .cgroup(id) : nil
    case .states, .family, .uid, .inode, .cookie, .owner, .netns, .name: return nil
    }
  }

  /// Compiles a program that accepts at least the sockets that satisfy the tree.
  /// - Parameter tree: not a constant.
  /// - Returns: the program, nil if it would accept all sockets; and whether it accepts exactly
  ///   those that satisfy the tree.
  func program(_ tree: FilterTree) -> (program: InetDiagProgram?, isExact: Bool) {
    var isExact = true
    let decidable = tree.weakened { test in
      if instruction(test) == nil {
        isExact = false
        return true
      }
      return false
    }
    if case .constant = decidable { return (nil, false) }
    let steps = FilterSteps(decidable).steps.compactMap { step in
      instruction(step.test).map { InetDiagProgram.Step($0, yes: step.yes, no: step.no) }
    }
    guard let program = InetDiagProgram(steps) else { return (nil, false) }
    return (program, isExact)
  }
}

extension FilterTree {
  /// The tree with each test that `isUnknown`, and its negation, replaced by true. Every socket
  /// that satisfies the tree satisfies the result. The tree must be normalized.
  fileprivate func weakened(_ isUnknown: (FilterTest) -> Bool) -> FilterTree {
    switch self {
    case .constant: return self
    case .test(let test), .not(.test(let test)):
      return isUnknown(test) ? .constant(true) : self
    case .not: return .constant(true)
    case .all(let trees):
      return FilterTree.all(trees.map { $0.weakened(isUnknown) }).deciding { _ in nil }
    case .any(let trees):
      return FilterTree.any(trees.map { $0.weakened(isUnknown) }).deciding { _ in nil }
    }
  }
}
