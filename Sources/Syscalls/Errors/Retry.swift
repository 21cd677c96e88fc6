internal import Glibc

/// The one EINTR loop: repeats a C call that a signal interrupted. If the call returns -1 for
/// another reason, throws a `SystemCallError` with the name of the call.
@inline(__always)
func retrying<Result: SignedInteger>(
  _ operation: StaticString, _ call: () -> Result
) throws(SystemCallError) -> Result {
  while true {
    let result = call()
    if result != -1 { return result }
    let code = Glibc.errno
    if code != EINTR { throw SystemCallError(Errno(code), operation) }
  }
}
