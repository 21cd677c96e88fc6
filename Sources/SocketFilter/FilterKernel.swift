internal import Netlink
internal import Vocabulary

/// How much of a filter the kernel is asked to decide. What one kernel refuses the next lower
/// may still be given.
public enum FilterKernel: CaseIterable, Sendable {
  /// Everything it has an instruction for.
  case all
  /// What every kernel with inet_diag understands: ports, addresses, autobound.
  case basic
  /// Nothing: the agent decides.
  case none

  /// The instruction for a test; nil where there is none.
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

  /// A program that lets through at least what the tree, which is not a constant, holds for.
  /// - Returns: the program, nil where it would let everything through, and whether it decides
  ///   the tree entirely.
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
  /// The same with every test that `isUnknown`, and its negation, taken for true; of a
  /// normalised tree. It holds wherever the whole does.
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
