import Foundation

/// A failure of a test's own means, not of what is tested.
public struct HarnessError: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

/// Waits until the condition holds.
///
/// The bound is for what never happens. It is so long that a busy machine does not cross it.
/// - Parameters:
///   - seconds: the bound.
///   - what: the condition in words, for the error.
/// - Throws: `HarnessError` at the bound, and each error of the condition.
public func eventually(
  within seconds: Double = 120, _ what: @autoclosure () -> String, _ condition: () throws -> Bool
) throws {
  let deadline = Date().addingTimeInterval(seconds)
  while try !condition() {
    guard Date() < deadline else { throw HarnessError("not within \(seconds) s: \(what())") }
    usleep(5_000)
  }
}

/// Waits as `eventually` does, for what takes long: other tests use the thread meanwhile.
public func eventuallyAside(
  within seconds: Double, _ what: @autoclosure () -> String, _ condition: () throws -> Bool
) async throws {
  let deadline = Date().addingTimeInterval(seconds)
  while try !condition() {
    guard Date() < deadline else { throw HarnessError("not within \(seconds) s: \(what())") }
    try await Task.sleep(for: .milliseconds(50))
  }
}

/// Whether the peer of a Unix socket has read all that was sent to it. See unix(7), SIOCOUTQ.
public func isAllTakenByPeer(_ socket: Int32) -> Bool {
  var unread: Int32 = -1
  return ioctl(socket, UInt(TIOCOUTQ), &unread) == 0 && unread == 0
}
