internal import CLinux
internal import Glibc

/// A counter with a descriptor that is readable while the counter is above zero, so that one thread
/// can wake another one that waits in poll(2). See eventfd(2).
public struct EventCounter: ~Copyable, Sendable {
  private let descriptor: FileDescriptor

  /// Makes a counter with the value 0. The corresponding C function is `eventfd`.
  /// - Throws: EMFILE or ENFILE if there is no descriptor left.
  public init() throws(SystemCallError) {
    descriptor = FileDescriptor(
      owning: try retrying("eventfd") { eventfd(0, Int32(O_CLOEXEC | O_NONBLOCK)) })
  }

  /// The descriptor's number, for `Poll`.
  public var number: Int32 { descriptor.number }

  /// Adds 1. A counter at its maximum of 2^64 - 2 stays there, which is above zero, too.
  public func signal() {
    // A number of 64 bits in host byte order.
    let one: [UInt64] = [1]
    _ = try? descriptor.write(unsafe one.span.bytes)
  }

  /// Sets the counter to 0. Does not wait if it is 0 already.
  public func reset() {
    var bytes = [UInt8](repeating: 0, count: 8)
    _ = try? descriptor.read(into: &bytes)
  }
}
