import Netlink
import Syscalls

/// What the kernel side of a `ScriptedTransport` does, step by step.
enum ScriptedStep {
  /// A datagram from a source port; port 0 is the kernel.
  case datagram([UInt8], from: UInt32 = 0)
  /// A datagram of which only these bytes fit, though it had `length` of them.
  case cut([UInt8], length: Int)
  /// `receive` fails with this errno.
  case failure(Errno)
}

/// What a `ScriptedTransport` was told to send, to be looked at when it is gone.
final class SentDatagrams {
  var all: [[UInt8]] = []
}

/// A transport whose kernel is a script: each `receive` plays one step, and beyond the last it
/// fails with EAGAIN, as a real socket does when its receive timeout is over.
struct ScriptedTransport: Transport, ~Copyable {
  /// Answers must be addressed to it: the port that all fixtures carry.
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
