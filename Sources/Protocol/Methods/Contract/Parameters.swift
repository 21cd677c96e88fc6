/// The parameters of one call, checked against the method's contract: every member is known,
/// has the type the contract says, and is there if it must be.
public struct Parameters: Sendable {
  private let members: [(name: String, node: JSONNode)]

  /// - Parameter node: `params` as sent, by name or by position; nil where it was left out.
  /// - Throws: `invalidParams` naming the member, and the nearest known name.
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

  public func string(_ name: String) -> String? {
    guard case .string(let text)? = node(name)?.value else { return nil }
    return text
  }

  public func bool(_ name: String) -> Bool? {
    guard case .bool(let value)? = node(name)?.value else { return nil }
    return value
  }

  public func uint64(_ name: String) -> UInt64? {
    guard case .number(let number)? = node(name)?.value else { return nil }
    return number.uint64
  }

  /// A list of strings; nil where the parameter was left out.
  public func strings(_ name: String) -> [String]? {
    guard case .array(let nodes)? = node(name)?.value else { return nil }
    return nodes.compactMap { node in
      guard case .string(let text) = node.value else { return nil }
      return text
    }
  }

  /// A list of objects; nil where the parameter was left out.
  public func objects(_ name: String) -> [Parameters]? {
    guard case .array(let nodes)? = node(name)?.value else { return nil }
    return nodes.compactMap { node in
      guard case .object(let members) = node.value else { return nil }
      return Parameters(members: members.map { ($0.name, $0.node) })
    }
  }

  /// - Parameter members: checked before.
  private init(members: [(name: String, node: JSONNode)]) {
    self.members = members
  }

  /// A list of numbers; nil where the parameter was left out.
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
        throw RPCError(.invalidParams, "parameter \"\(twice)\" is there twice")
      }
      return members.map { ($0.name, $0.node) }
    case .array(let nodes)?:
      guard nodes.count <= contract.parameters.count else {
        throw RPCError(
          .invalidParams,
          "\(contract.name) has \(contract.parameters.count) parameters, \(nodes.count) were given")
      }
      return zip(contract.parameters, nodes).map { ($0.name, $1) }
    default: return []
    }
  }

  private static func unknown(_ name: String, _ contract: MethodContract) -> RPCError {
    let names = contract.parameters.map(\.name)
    let hint: String
    if let nearest = Spelling.nearest(to: name, among: names) {
      hint = "Did you mean \"\(nearest)\"?"
    } else if names.isEmpty {
      hint = "\(contract.name) takes no parameters."
    } else {
      hint = "\(contract.name) takes: \(names.joined(separator: ", "))."
    }
    return RPCError(
      .invalidParams, "\(contract.name) has no parameter \"\(name)\"", hint: hint)
  }
}
