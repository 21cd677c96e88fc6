import Privileged
import Protocol
import Syscalls

@testable import NLAgent

extension MethodCall {
  /// A call of this process's user.
  /// - Parameter parameters: JSON text.
  static func scripted(_ method: String, _ parameters: String) throws -> MethodCall {
    MethodCall(
      parameters: try Parameters(
        try MethodTable.find(method).contract, try JSONReader.parse(Array(parameters.utf8))),
      caller: Caller(PeerCredentials(pid: Process.id, uid: Process.userID, gid: 0)),
      rights: Rights(), agent: AgentState(log: Log(level: .error)))
  }
}

/// A `struct inet_diag_msg`, without attributes.
func inetSocket(
  cookie: UInt32, inode: UInt32 = 1, family: UInt8 = 2, state: UInt8 = 1, sourcePort: UInt16 = 80
) -> [UInt8] {
  [family, state, 0, 0, UInt8(sourcePort >> 8), UInt8(truncatingIfNeeded: sourcePort), 0, 0]
    + [UInt8](repeating: 0, count: 36) + inetSocketTail(cookie, inode)
}

private func inetSocketTail(_ cookie: UInt32, _ inode: UInt32) -> [UInt8] {
  let words: [UInt32] = [cookie, 0, 0, 0, 0, 0, inode]
  return words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
}
