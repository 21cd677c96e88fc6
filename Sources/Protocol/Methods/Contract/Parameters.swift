/// The parameters of one call, checked against the method's contract: each is known to the
/// contract and has its type, and no required one is missing.
public struct Parameters: Sendable {
  private let members: [(name: String, node: JSONNode)]

  /// Checks the parameters of a call.
  /// - Parameters:
  ///   - contract: The contract of the method.
  ///   - node: `params` as sent, by name or by position; nil if the request has none.
  /// - Throws: `invalidParams`. The message names the parameter; the hint suggests the nearest
  ///   known name or quotes the parameter's description.
  public init(_ contract: MethodContract, _ node: JSONNode?) throws(RPCError) {
    members = try Parameters.named(contract, node)
    for (name, node) in members {
      guard let parameter = contract.parameters.first(where: { $0.name == name }) else {
        throw Parameters.unknown(name, contract)
      }
      do throws(SchemaMismatch) {
        try parameter.schema.check(node)
      } catch {
        throw RPCError(
          .invalidParams, "parameter \"\(name)\(error.path)\" \(error.message)",
          hint: error.hint ?? "\(name): \(parameter.description)")
      }
    }
    for parameter in contract.parameters
    where parameter.isRequired && !members.contains(where: { $0.name == parameter.name }) {
      throw RPCError(
        .invalidParams, "\(contract.name) needs the parameter \"\(parameter.name)\"",
        hint: "\(parameter.name): \(parameter.description)")
    }
  }

  /// Whether the parameter was given.
  public func has(_ name: String) -> Bool { node(name) != nil }

  /// The parameter's value if it is a string; nil if it was not given or has another type.
  public func string(_ name: String) -> String? {
    guard case .string(let text)? = node(name)?.value else { return nil }
    return text
  }

  /// The parameter's value if it is a boolean; nil if it was not given or has another type.
  public func bool(_ name: String) -> Bool? {
    guard case .bool(let value)? = node(name)?.value else { return nil }
    return value
  }

  /// The parameter's value if it is an integer from 0 to 2^64 - 1; nil if it was not given, or is
  /// null or of another type.
  public func uint64(_ name: String) -> UInt64? {
    guard case .number(let number)? = node(name)?.value else { return nil }
    return number.uint64
  }

  /// The strings of a parameter that is an array; nil if it was not given.
  public func strings(_ name: String) -> [String]? {
    guard case .array(let nodes)? = node(name)?.value else { return nil }
    return nodes.compactMap { node in
      guard case .string(let text) = node.value else { return nil }
      return text
    }
  }

  /// The objects of a parameter that is an array; nil if it was not given.
  public func objects(_ name: String) -> [Parameters]? {
    guard case .array(let nodes)? = node(name)?.value else { return nil }
    return nodes.compactMap { node in
      guard case .object(let members) = node.value else { return nil }
      return Parameters(members: members.map { ($0.name, $0.node) })
    }
  }

  /// The members of an object inside a parameter, which must have been checked.
  private init(members: [(name: String, node: JSONNode)]) {
    self.members = members
  }

  /// The integers of a parameter that is an array; nil if it was not given.
  public func uint64s(_ name: String) -> [UInt64]? {
    guard case .array(let nodes)? = node(name)?.value else { return nil }
    return nodes.compactMap { node in
      guard case .number(let number) = node.value else { return nil }
      return number.uint64
    }
  }

  private func node(_ name: String) -> JSONNode? {
    members.first { $0.name == name }?.node
  }

  private static func named(
    _ contract: MethodContract, _ node: JSONNode?
  ) throws(RPCError) -> [(name: String, node: JSONNode)] {
    switch node?.value {
    case .object(let members)?:
      if let twice = node?.value.firstDuplicateName {
        throw RPCError(.invalidParams, "parameter \"\(twice)\" is given twice")
      }
      return members.map { ($0.name, $0.node) }
    case .array(let nodes)?:
      guard nodes.count <= contract.parameters.count else {
        throw RPCError(
          .invalidParams,
          "\(contract.name) takes \(contract.parameters.count) parameters; \(nodes.count) are given"
        )
      }
      return zip(contract.parameters, nodes).map { ($0.name, $1) }
    default: return []
    }
  }

  private static func unknown(_ name: String, _ contract: MethodContract) -> RPCError {
    let names = contract.parameters.map(\.name)
    let hint: String
    if let question = Spelling.question(for: name, among: names) {
      hint = question
    } else if names.isEmpty {
      hint = "\(contract.name) takes no parameters."
    } else {
      hint = "\(contract.name) takes: \(names.joined(separator: ", "))."
    }
    return RPCError(
      .invalidParams, "\(contract.name) has no parameter \"\(name)\"", hint: hint)
  }
}
