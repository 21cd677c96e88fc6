internal import Limits
internal import Netlink
internal import Protocol
internal import Syscalls

extension RPCError {
  /// The client's error for a failed system call.
  /// - Parameter what: what the agent was doing, as it follows "cannot".
  init(_ error: SystemCallError, doing what: String, hint: String? = nil) {
    self.init(
      Code(error.errno), "cannot \(what): \(error.explanation)", errno: error.name,
      hint: hint)
  }

  /// The client's error for a failed netlink exchange.
  /// - Parameter what: what the agent was doing, as it follows "cannot".
  init(_ error: NetlinkError, doing what: String, hint: String? = nil) {
    switch error {
    case .kernel(let refusal):
      self.init(
        Code(refusal.errno), "cannot \(what): \(refusal.errno.explanation)",
        errno: refusal.errno.name, kernel: refusal.text, hint: hint)
    case .timedOut:
      self.init(
        .timedOut, "cannot \(what): the kernel did not answer within \(Limits.netlinkSeconds) s",
        hint: hint)
    case .system(let error): self.init(error, doing: what, hint: hint)
    default: self.init(.kernelError, "cannot \(what): \(error)", hint: hint)
    }
  }
}

extension RPCError.Code {
  init(_ errno: Errno) {
    switch errno {
    case .notPermitted, .permissionDenied: self = .permissionDenied
    case .noSuchFileOrDirectory, .noSuchProcess: self = .notFound
    case .notSupported: self = .notSupported
    default: self = .kernelError
    }
  }
}
