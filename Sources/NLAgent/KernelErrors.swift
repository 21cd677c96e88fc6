internal import Netlink
internal import Protocol
internal import Syscalls

extension RPCError {
  /// What a failed system call means to a client.
  init(_ error: Errno, doing what: String, hint: String? = nil) {
    self.init(
      Code(errno: error.code), "cannot \(what): \(error.explanation)", errno: error.name,
      hint: hint)
  }

  /// What a failed netlink exchange means to a client.
  init(_ error: NetlinkError, doing what: String, hint: String? = nil) {
    switch error {
    case .kernel(let refusal):
      self.init(
        Code(errno: refusal.code), "cannot \(what): \(Errno.explanation(of: refusal.code))",
        errno: Errno.name(of: refusal.code), kernel: refusal.text, hint: hint)
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
  init(errno: Int32) {
    switch errno {
    case Errno.notPermitted, Errno.accessDenied: self = .permissionDenied
    case Errno.noEntry, Errno.noProcess: self = .notFound
    case Errno.notSupported: self = .notSupported
    default: self = .kernelError
    }
  }
}
