internal import Netlink
internal import Protocol
internal import SocketFilter
internal import Syscalls

/// The parsed parameter `filter` of a method.
struct Filter {
  /// nil if the parameter was left out.
  let tree: FilterTree?
  /// What the filter needs to know besides the kernel's rows.
  let needs: FilterNeeds

  /// - Throws: `invalidParams` with the column of the error.
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
  /// The error for the client when a filter cannot be parsed.
  init(_ error: FilterError) {
    self.init(
      .invalidParams, "parameter \"filter\", column \(error.column): \(error.message)",
      errno: error.errno, hint: error.hint)
    column = error.column
  }

  /// The error for the client when neither the kernel nor the agent can decide a filter.
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
