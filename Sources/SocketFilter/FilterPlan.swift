public import Netlink
public import Syscalls
public import Vocabulary

/// One dump of sockets, and the part of the filter that the agent evaluates.
public struct FilterPlan {
  /// The family to dump. `nil` dumps both families at once; only TCP supports this.
  public private(set) var family: InetFamily?
  /// The protocol to dump.
  public let transport: InetTransport
  /// The states to dump: the mask of the request (`idiag_states`).
  public private(set) var states: UInt32
  /// Whether this is the second of the dumps that `splitByBinding` returns.
  public private(set) var isBoundOnly = false
  /// The program that the kernel runs on each socket; nil if it selects by family, protocol and
  /// states alone.
  public let program: InetDiagProgram?
  /// What the agent evaluates on each row that the kernel accepts; nil if the row needs no test.
  public let residual: FilterSteps?
  /// The condition on rows, without `autobound`.
  private let tree: FilterTree
  /// Which sockets the program must select, because rows do not show whether a socket is autobound;
  /// nil for both kinds.
  private let autobound: Bool?
  private let kernel: FilterKernel

  /// Plans the dumps that answer a filter for one family and protocol.
  /// - Parameters:
  ///   - tree: the filter; nil for all sockets.
  ///   - states: the states that are wanted apart from the filter; bits of `InetState`.
  ///   - netns: the inode of the network namespace; nil if it is unknown.
  ///   - kernel: how much of the filter to send to the kernel.
  /// - Returns: no dump if no socket can match; two if the filter depends on `autobound`, which
  ///   rows do not show; otherwise one.
  public static func plans(
    _ tree: FilterTree?, _ family: InetFamily, _ transport: InetTransport, states: UInt32,
    netns: UInt64? = nil, kernel: FilterKernel = .all
  ) -> [FilterPlan] {
    var possible = states & FilterStates.all(of: transport)
    let context = DumpContext(family: family, transport: transport, netns: netns)
    let remaining = (tree ?? .constant(true)).specialized(to: context, states: &possible)
    guard possible != 0 else { return [] }
    let isEvery = possible == FilterStates.all(of: transport)
    let mask = transport.kernelStates(isEvery ? .max : possible)
    guard remaining.contains(where: { $0 == .autobound }) else {
      return [FilterPlan(remaining, family, transport, mask, autobound: nil, kernel)]
    }
    // Rows do not show whether a socket is autobound, so the kernel selects one kind in each dump.
    return [true, false].compactMap { autobound in
      let tree = remaining.deciding { $0 == .autobound ? autobound : nil }
      return tree == .constant(false)
        ? nil : FilterPlan(tree, family, transport, mask, autobound: autobound, kernel)
    }
  }

  /// Joins dumps of both families of TCP into one if they differ in nothing else. The kernel walks
  /// its whole table for each dump, even for one family.
  public static func joined(_ plans: [FilterPlan]) -> [FilterPlan] {
    var joined: [FilterPlan] = []
    for plan in plans {
      let match = joined.firstIndex {
        $0.transport == .tcp && plan.transport == .tcp && $0.family != plan.family
          && $0.states == plan.states && $0.tree == plan.tree && $0.autobound == plan.autobound
      }
      if let match { joined[match].family = nil } else { joined.append(plan) }
    }
    return joined
  }

  /// A joined dump as one dump for each family.
  public var splitByFamily: [FilterPlan] {
    InetFamily.allCases.map { family in
      var plan = self
      plan.family = family
      return plan
    }
  }

  /// The same rows in two dumps, the second one for sockets that are only bound
  /// (TCP_BOUND_INACTIVE). To find those, the kernel first walks over all bound sockets, which
  /// delays the first connections.
  public var splitByBinding: [FilterPlan] {
    let bound: UInt32 = 1 << UInt32(InetState.boundInactive)
    guard transport == .tcp, states & bound != 0, states != bound else { return [self] }
    var others = self
    others.states &= ~bound
    var boundOnly = self
    boundOnly.states = bound
    boundOnly.isBoundOnly = true
    return [others, boundOnly]
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
      residual = nil
      return
    }
    let compiled = kernel.program(whole)
    program = compiled.program
    residual = compiled.isExact || tree == .constant(true) ? nil : FilterSteps(tree)
  }

  /// The request that starts the dump.
  /// - Parameter extensions: the details to request for each socket.
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

  /// The same dump from /proc/net, where the kernel filters nothing.
  /// - Returns: nil if the filter tests a field that /proc/net does not have, because then no row
  ///   could be accepted.
  public func forProcNet() -> FilterPlan? {
    let needsMissingField = tree.contains {
      switch $0 {
      case .device, .mark, .cgroup, .cookie, .autobound: true
      default: false
      }
    }
    guard autobound == nil, !needsMissingField else { return nil }
    return FilterPlan(tree, family, transport, states, autobound: nil, .none)
  }

  /// The same dump with a smaller part of the filter for the kernel, to use after it refused.
  /// - Returns: nil if the refusal was not about the program.
  /// - Throws: `FilterRefusal` if the agent cannot evaluate that part either.
  public func afterRefusal(_ error: NetlinkError) throws(FilterRefusal) -> FilterPlan? {
    guard program != nil, case .kernel(let refusal) = error else { return nil }
    let isMarked = tree.contains {
      if case .mark = $0 { return true }
      return false
    }
    if refusal.errno == .notPermitted, isMarked {
      // Without the privilege the kernel does not send marks in rows either.
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

/// A test that the kernel refuses and that the agent cannot evaluate instead.
public enum FilterRefusal: Error {
  /// The kernel reveals marks of sockets only with CAP_NET_ADMIN (EPERM).
  case marksNotPermitted(Errno)
  /// The kernel has no instruction that tests whether it chose the port itself (EINVAL).
  case autoboundUnknown(Errno)
}
