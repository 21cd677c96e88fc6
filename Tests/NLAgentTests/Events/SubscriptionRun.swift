import Limits
import Protocol
import Syscalls
import TestSupport
import Testing

@testable import NLAgent
@testable import Privileged

/// A subscription to a scripted kernel, whose dumps come from `tables`.
final class SubscriptionRun {
  /// What the kernel answers to one dump.
  struct Dump {
    var messages: [[UInt8]] = []
    var isInterrupted = false
    /// The errno of a refusal.
    var refusal: Int32?
  }

  /// Answers dumps by the type of the request, in order; the last one is repeated.
  final class Tables {
    var dumps: [UInt16: [Dump]]

    init(_ dumps: [UInt16: [Dump]]) { self.dumps = dumps }

    func answer(_ request: ScriptedRequest) -> [ScriptedStep] {
      var left = dumps[request.type] ?? []
      let dump = left.first ?? Dump()
      if left.count > 1 { left.removeFirst() }
      dumps[request.type] = left
      if let errno = dump.refusal { return [.datagram(error(-errno))] }
      let flags: UInt16 = dump.isInterrupted ? 0x12 : 0x02
      let messages = dump.messages.map { message(request.type - 2, $0, flags: flags) }
      return [.datagram(messages.flatMap { $0 } + done(flags: flags))]
    }
  }

  let tables: Tables
  let kernel: ScriptedKernel
  let subscription: Subscription
  let call: MethodCall
  let result: JSONNode
  private var buffer = [UInt8](repeating: 0, count: Limits.eventBytes)

  init(_ parameters: String, _ dumps: [UInt16: [Dump]] = [:]) throws {
    let tables = Tables(dumps)
    self.tables = tables
    kernel = ScriptedKernel { tables.answer($0) }
    call = try MethodCall.scripted("subscribe", parameters)
    subscription = try Subscription(call, id: 7, from: kernel)
    var response = ResponseWriter(nil)
    try subscription.writeResult(hasSnapshot: true, to: &response)
    result = try MethodRun.parse(response.json)
  }

  /// How many dumps of a type were requested.
  func dumpCount(_ type: UInt16) -> Int { kernel.requests.count { $0.type == type } }

  /// The parameters of the notifications that are due, each with its method.
  func send() throws -> [(method: String, params: JSONNode)] {
    var response = ResponseWriter(nil)
    try subscription.send(&response, &buffer)
    return try response.json.bytes.copied.split(separator: UInt8(ascii: "\n")).map { line in
      let node = try JSONReader.parse(Array(line), limits: .answer)
      let params = try #require(node["params"])
      #expect(params["subscription"]?.number == 7)
      return (node["method"]?.text ?? "", params)
    }
  }

  /// As `send`, in short: the method, or the action of an event and its link's name or index.
  func sendInShort() throws -> [String] {
    try send().map { method, params in
      guard method == "event" else { return method }
      let object = params[params["topic"]?.text ?? ""]
      let name = object?["name"]?.text ?? object?["index"]?.number.map { "\($0)" } ?? ""
      let origin = params["resync"]?.flag == true ? " resync" : ""
      return "\(params["action"]?.text ?? "") \(name)\(origin)"
    }
  }

  /// Waits until a timer of the subscription is due.
  func waitForTimer() {
    let deadline = KernelClock.monotonicMilliseconds() + 10_000
    while let timeout = subscription.timeout, timeout > 0,
      KernelClock.monotonicMilliseconds() < deadline
    {
      KernelClock.sleep(milliseconds: Int(timeout))
    }
    #expect(subscription.timeout == 0)
  }
}

/// RTM_NEWLINK, RTM_GETLINK and so on.
enum Type {
  static let newLink: UInt16 = 16
  static let deleteLink: UInt16 = 17
  static let getLink: UInt16 = 18
  static let newAddress: UInt16 = 20
  static let deleteAddress: UInt16 = 21
  static let getAddress: UInt16 = 22
}

/// A link that this machine does not have.
func link(_ index: UInt32, _ name: String, flags: UInt32 = 0) -> [UInt8] {
  linkMessage(index: 42_000 + index, flags: flags, attribute(3, name))  // IFLA_IFNAME
}

/// An address of such a link.
func address(_ last: UInt8, on index: UInt32 = 1) -> [UInt8] {
  addressMessage(index: 42_000 + index, attribute(1, [10, 9, 8, last]))  // IFA_ADDRESS
}

/// An event, which has no sequence number and the port of whoever caused it.
func event(_ type: UInt16, _ payload: [UInt8], port: UInt32 = 0) -> ScriptedStep {
  .datagram(message(type, payload, sequence: 0, port: port))
}
