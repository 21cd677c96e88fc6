internal import Netlink
internal import Protocol
internal import SocketFilter
internal import Syscalls

/// A method's parameter `filter`, parsed.
struct Filter {
  /// nil where nothing is filtered.
  let tree: FilterTree?
  /// What it asks besides the kernel's rows.
  let needs: FilterNeeds

  /// - Throws: `invalidParams` with the column of what is wrong.
  init(
    _ parameters: Parameters, _ subject: FilterSubject, names: any FilterNames = SystemNames()
  ) throws(RPCError) {
    guard let text = parameters.string("filter") else {
      tree = nil
      needs = FilterNeeds()
      return
    }
    do throws(FilterError) {
      let parsed = try FilterParser.parse(text, subject, names)
      tree = parsed.tree
      needs = parsed.needs
    } catch {
      throw RPCError(error)
    }
  }
}

extension RPCError {
  /// What a bad filter means to a client.
  init(_ error: FilterError) {
    self.init(
      .invalidParams, "parameter \"filter\", column \(error.column): \(error.message)",
      hint: error.hint)
    column = error.column
  }

  /// What a filter means to a client that neither the kernel nor the agent can decide.
  init(_ refusal: FilterRefusal) {
    switch refusal {
    case .marksNotPermitted(let errno):
      self.init(
        .permissionDenied, "fwmark cannot be used: the agent lacks CAP_NET_ADMIN",
        errno: errno.name)
    case .autoboundUnknown(let errno):
      self.init(
        .notSupported, "this kernel does not report which sockets are autobound",
        errno: errno.name)
    }
  }
}
