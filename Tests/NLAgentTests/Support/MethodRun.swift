import Privileged
import Protocol
import Syscalls
import Testing

@testable import NLAgent

/// Runs methods as a client's thread does, against the kernel this process runs on.
enum MethodRun {
  /// The `result` of a call, held against the method's contract.
  /// - Parameter parameters: JSON text.
  /// - Throws: the RPCError that a client would get.
  static func result(_ name: String, _ parameters: String = "{}") throws -> JSONNode {
    let method = try MethodTable.find(name)
    let checked = try Parameters(method.contract, try JSONReader.parse(Array(parameters.utf8)))
    let caller = Caller(PeerCredentials(pid: Process.id, uid: Process.userID, gid: 0))
    let call = MethodCall(
      parameters: checked, caller: caller, rights: Rights(),
      agent: AgentState(log: Log(level: .error)))
    var response = ResponseWriter(nil)
    try method.answer(call, Subscriptions(), &response)
    let node = try parse(response.json)
    Conformance.check(node, .object(method.contract.result), at: name)
    return node
  }

  /// The records of a list method, which must be complete.
  static func list(_ name: String, _ parameters: String = "{}") throws -> [JSONNode] {
    let method = try MethodTable.find(name)
    guard let list = method.contract.list else { throw MethodCallFailure.noContract }
    return try #require(result(name, parameters)[list]?.elements)
  }

  static func parse(_ json: borrowing JSONWriter) throws -> JSONNode {
    let bytes = json.bytes
    let text = (0..<bytes.byteCount).map { bytes.unsafeByte(at: $0) }
    return try JSONReader.parse(text, limits: .answer)
  }
}

enum MethodCallFailure: Error {
  case noContract
}

extension RawSpan {
  fileprivate func unsafeByte(at offset: Int) -> UInt8 {
    unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }
}

extension JSONNode {
  var elements: [JSONNode]? {
    if case .array(let elements) = value { return elements }
    return nil
  }

  var text: String? {
    if case .string(let text) = value { return text }
    return nil
  }

  var texts: [String]? { elements?.compactMap(\.text) }

  var number: UInt64? {
    if case .number(let number) = value { return number.uint64 }
    return nil
  }

  var flag: Bool? {
    if case .bool(let flag) = value { return flag }
    return nil
  }

  var isNull: Bool {
    if case .null = value { return true }
    return false
  }

  /// The names of an object's members in the order written.
  var names: [String] {
    if case .object(let members) = value { return members.map(\.name) }
    return []
  }
}
