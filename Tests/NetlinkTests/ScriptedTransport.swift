import Netlink
import Syscalls

/// One step of the kernel in the script of a `ScriptedTransport`.
enum ScriptedStep {
  /// A datagram from a source port; port 0 is the kernel.
  case datagram([UInt8], from: UInt32 = 0)
  /// A datagram of `length` bytes, of which only these fit into the buffer.
  case cut([UInt8], length: Int)
  /// `receive` fails with this errno.
  case failure(Errno)
}

/// The datagrams that a `ScriptedTransport` has sent, which outlive it.
final class SentDatagrams {
  var all: [[UInt8]] = []
}

/// A transport whose kernel is a script: each `receive` performs one step. After the last step it
/// fails with EAGAIN, like a real socket after its receive timeout.
struct ScriptedTransport: Transport, ~Copyable {
  /// The port id of the transport, which the answers in the tests carry.
  static let port: UInt32 = 0x4d2

  let portID = ScriptedTransport.port
  private var steps: ArraySlice<ScriptedStep>
  private let sent: SentDatagrams
  private let sendFailure: Errno?

  /// - Parameters:
  ///   - sent: collects what the conversation sends.
  ///   - sendFailure: makes each `send` fail with this errno.
  init(
    _ steps: [ScriptedStep], sent: SentDatagrams = SentDatagrams(), sendFailure: Errno? = nil
  ) {
    self.steps = steps[...]
    self.sent = sent
    self.sendFailure = sendFailure
  }

  mutating func send(_ datagram: [UInt8]) throws(SystemCallError) {
    if let sendFailure { throw SystemCallError(sendFailure, "send") }
    sent.all.append(datagram)
  }

  mutating func receive(into buffer: inout [UInt8]) throws(SystemCallError) -> NetlinkDatagram {
    switch steps.popFirst() {
    case .datagram(let bytes, let source):
      let fitting = min(bytes.count, buffer.count)
      buffer.replaceSubrange(0..<fitting, with: bytes[0..<fitting])
      return NetlinkDatagram(length: bytes.count, sourcePort: source)
    case .cut(let bytes, let length):
      buffer.replaceSubrange(0..<bytes.count, with: bytes)
      return NetlinkDatagram(length: length, sourcePort: 0)
    case .failure(let code): throw SystemCallError(code, "recvfrom")
    case nil: throw SystemCallError(.resourceTemporarilyUnavailable, "recvfrom")
    }
  }
}
