/// A failed system call: its error number and the C function that failed.
public struct SystemCallError: Error, Equatable, Sendable {
  public let errno: Errno
  /// The C function that failed, for instance `connect`.
  public let operation: String

  public init(_ errno: Errno, _ operation: StaticString) {
    self.errno = errno
    self.operation = operation.description
  }

  /// The error of the C call that has just failed in this thread.
  static func last(_ operation: StaticString) -> SystemCallError {
    SystemCallError(.current, operation)
  }

  /// The symbolic name of the error number, for instance `EPERM`.
  public var name: String { errno.name }

  /// glibc's description of the error number, for instance `Operation not permitted`.
  public var explanation: String { errno.explanation }
}

extension SystemCallError: CustomStringConvertible {
  public var description: String { "\(operation): \(explanation) (\(name))" }
}
