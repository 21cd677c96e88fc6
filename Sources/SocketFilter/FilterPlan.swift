public import Netlink
public import Syscalls
public import Vocabulary

/// One dump of sockets, and what of the filter is left for the agent to decide.
public struct FilterPlan {
  /// Nil is both in one dump, which there is of TCP alone.
  public private(set) var family: InetFamily?
  public let transport: InetTransport
  /// The kernel's mask of states.
  public private(set) var states: UInt32
  /// Whether this is what `withBoundAside` put aside.
  public private(set) var isAside = false
  /// What the kernel decides; nil for nothing.
  public let program: InetDiagProgram?
  /// What the agent decides of each row the kernel lets through; nil for nothing.
  public let rest: FilterSteps?
  /// What holds for all rows wanted, beside `autobound`.
  private let tree: FilterTree
  /// Which sockets the program must pick, for no row tells; nil for both.
  private let autobound: Bool?
  private let kernel: FilterKernel

  /// The dumps that answer a filter for one family and protocol: none where nothing can match,
  /// and two where rows must be told apart that look alike.
  /// - Parameter states: what is asked for besides the filter; bits of `InetState`.
  public static func plans(
    _ tree: FilterTree?, _ family: InetFamily, _ transport: InetTransport, states: UInt32,
    netns: UInt64? = nil, kernel: FilterKernel = .all
  ) -> [FilterPlan] {
    var possible = states & FilterStates.all(of: transport)
    let context = DumpContext(family: family, transport: transport, netns: netns)
    let left = (tree ?? .constant(true)).specialised(to: context, states: &possible)
    guard possible != 0 else { return [] }
    let isEvery = possible == FilterStates.all(of: transport)
    let mask = transport.kernelStates(isEvery ? .max : possible)
    guard left.contains(where: { $0 == .autobound }) else {
      return [FilterPlan(left, family, transport, mask, autobound: nil, kernel)]
    }
    // No row tells whether its socket is autobound: the kernel must say it of all rows of a dump.
    return [true, false].compactMap { autobound in
      let tree = left.deciding { $0 == .autobound ? autobound : nil }
      return tree == .constant(false)
        ? nil : FilterPlan(tree, family, transport, mask, autobound: autobound, kernel)
    }
  }

  /// The same dumps, where two families of TCP want the same in one: the kernel walks its table
  /// once, whatever is in it.
  public static func joined(_ plans: [FilterPlan]) -> [FilterPlan] {
    var joined: [FilterPlan] = []
    for plan in plans {
      let twin = joined.firstIndex {
        $0.transport == .tcp && plan.transport == .tcp && $0.family != plan.family
          && $0.states == plan.states && $0.tree == plan.tree && $0.autobound == plan.autobound
      }
      if let twin { joined[twin].family = nil } else { joined.append(plan) }
    }
    return joined
  }

  /// A joined dump as one for each family.
  public var apart: [FilterPlan] {
    InetFamily.allCases.map { family in
      var plan = self
      plan.family = family
      return plan
    }
  }

  /// The same dump, but sockets that are bound and nothing else in one of their own. To find them
  /// the kernel walks over all that are bound, before it tells of any connection.
  public var withBoundAside: [FilterPlan] {
    let bound: UInt32 = 1 << UInt32(InetState.boundInactive)
    guard transport == .tcp, states & bound != 0, states != bound else { return [self] }
    var others = self
    others.states &= ~bound
    var aside = self
    aside.states = bound
    aside.isAside = true
    return [others, aside]
  }

  private init(
    _ tree: FilterTree, _ family: InetFamily?, _ transport: InetTransport, _ states: UInt32,
    autobound: Bool?, _ kernel: FilterKernel
  ) {
    self.family = family
    self.transport = transport
    self.states = states
    self.tree = tree
    self.autobound = autobound
    self.kernel = kernel
    var whole = tree
    if let autobound {
      let test = FilterTree.test(.autobound)
      whole = FilterTree.all([autobound ? test : .not(test), tree]).deciding { _ in nil }
    }
    guard whole != .constant(true) else {
      program = nil
      rest = nil
      return
    }
    let compiled = kernel.program(whole)
    program = compiled.program
    rest = compiled.isExact || tree == .constant(true) ? nil : FilterSteps(tree)
  }

  /// The request of the dump.
  /// - Parameter extensions: the details to ask for.
  public func request(extensions: InetDiagExtensions = []) -> Request {
    var request =
      if let family {
        Request.inetDump(
          family: family.number, transport: transport.number, states: states,
          extensions: extensions)
      } else {
        Request.tcpDump(states: states, extensions: extensions)
      }
    if let program { request.appendProgram(program) }
    return request
  }

  /// The same dump from /proc/net, where the kernel decides nothing; nil where the filter asks for
  /// what is not told there, for then no row would be the right one.
  public func withoutKernel() -> FilterPlan? {
    let isUntold = tree.contains {
      switch $0 {
      case .device, .mark, .cgroup, .cookie, .autobound: true
      default: false
      }
    }
    guard autobound == nil, !isUntold else { return nil }
    return FilterPlan(tree, family, transport, states, autobound: nil, .none)
  }

  /// The same dump with less for the kernel to decide, after it refused.
  /// - Returns: nil where the refusal was not about the program.
  /// - Throws: where the agent cannot decide the rest either.
  public func afterRefusal(_ error: NetlinkError) throws(FilterRefusal) -> FilterPlan? {
    guard program != nil, case .kernel(let refusal) = error else { return nil }
    let isMarked = tree.contains {
      if case .mark = $0 { return true }
      return false
    }
    if refusal.errno == .notPermitted, isMarked {
      // Without the privilege the kernel does not tell marks either.
      throw .marksNotPermitted(refusal.errno)
    }
    guard refusal.errno == .invalidArgument else { return nil }
    switch kernel {
    case .all: return FilterPlan(tree, family, transport, states, autobound: autobound, .basic)
    case .basic where autobound == nil:
      return FilterPlan(tree, family, transport, states, autobound: nil, .none)
    case .basic, .none:
      throw .autoboundUnknown(refusal.errno)
    }
  }
}

/// What the kernel refuses and the agent cannot decide in its place.
public enum FilterRefusal: Error {
  /// Marks of sockets need CAP_NET_ADMIN.
  case marksNotPermitted(Errno)
  /// The kernel has no instruction for sockets that it bound to a port of its own choice.
  case autoboundUnknown(Errno)
}
