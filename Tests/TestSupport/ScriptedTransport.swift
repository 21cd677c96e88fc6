public import Netlink
public import Syscalls

/// What a scripted kernel does, step by step.
public enum ScriptedStep: Sendable {
  /// A datagram from a source port; port 0 is the kernel.
  case datagram([UInt8], from: UInt32 = 0)
  /// A datagram of which only these bytes fit, though it had `length` of them.
  case cut([UInt8], length: Int)
  /// `receive` fails with this errno.
  case failure(Errno)
}

/// The datagrams that a `ScriptedTransport` has sent, for checks after it is gone.
public final class SentDatagrams {
  public var all: [[UInt8]] = []

  public init() {}
}

/// The steps that are left of a script. A test can append steps while a transport plays it.
public final class Script {
  private var steps: ArraySlice<ScriptedStep>

  public init(_ steps: [ScriptedStep] = []) {
    self.steps = steps[...]
  }

  public func append(_ more: ScriptedStep...) { steps += more }

  func append(contentsOf more: [ScriptedStep]) { steps += more }

  fileprivate func next() -> ScriptedStep? { steps.popFirst() }
}

/// A transport whose kernel is a script: each `receive` plays one step, and beyond the last it
/// fails with EAGAIN, as a real socket does when its receive timeout is over.
public struct ScriptedTransport: Transport, ~Copyable {
  /// Answers must be addressed to it: the port that all fixtures have.
  public static let port: UInt32 = 0x4d2

  public let portID = ScriptedTransport.port
  private let script: Script
  private let sent: SentDatagrams
  private let sendFailure: Errno?
  private let answer: ([UInt8]) -> [ScriptedStep]

  /// - Parameters:
  ///   - sent: collects what the conversation sends.
  ///   - sendFailure: makes each `send` fail with this errno.
  public init(
    _ steps: [ScriptedStep], sent: SentDatagrams = SentDatagrams(), sendFailure: Errno? = nil
  ) {
    script = Script(steps)
    self.sent = sent
    self.sendFailure = sendFailure
    answer = { _ in [] }
  }

  /// - Parameter answer: gets each datagram that is sent, and returns further steps.
  public init(_ script: Script, answer: @escaping ([UInt8]) -> [ScriptedStep] = { _ in [] }) {
    self.script = script
    self.answer = answer
    sent = SentDatagrams()
    sendFailure = nil
  }

  public mutating func send(_ datagram: [UInt8]) throws(SystemCallError) {
    if let sendFailure { throw SystemCallError(sendFailure, "send") }
    sent.all.append(datagram)
    script.append(contentsOf: answer(datagram))
  }

  public mutating func receive(into buffer: inout [UInt8]) throws(SystemCallError)
    -> NetlinkDatagram
  {
    switch script.next() {
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
