internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// Why a dump of sockets failed: the error for the client, and the errno, which decides whether
/// /proc/net is read instead.
struct DumpFailure: Error {
  let error: RPCError
  private let errno: Errno?

  init(_ error: PrivilegedError) {
    self.error = RPCError(error)
    errno = error.errno
  }

  init(_ error: NetlinkError, doing what: String) {
    self.error = RPCError(error, doing: what)
    errno = error.errno
  }

  init(_ error: RPCError) {
    self.error = error
    errno = nil
  }

  /// Whether the kernel has no sock_diag for the request, or something keeps the agent from using
  /// it, for instance a filter of system calls.
  var isSockDiagMissing: Bool {
    switch errno {
    case .notPermitted, .permissionDenied, .noSuchFileOrDirectory, .noFunction, .notSupported,
      .addressFamilyNotSupported, .protocolNotSupported:
      true
    default: false
    }
  }
}
