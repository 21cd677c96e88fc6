internal import Protocol

/// Help texts of methods, made from their contracts.
enum MethodHelp {
  /// The names and summaries of these methods.
  static func list(_ methods: [MethodContract]) -> String {
    HelpLayout.pairs(methods.map { ($0.name, $0.summary) })
      + "\n\n'nlctl help METHOD' explains the parameters and the result of a method.\n"
  }

  /// The description of a method, its parameters and its result.
  static func text(_ method: MethodContract) -> String {
    var parts = [
      "\(method.name) - \(method.summary)", HelpLayout.wrapped(method.description, indent: 0),
    ]
    if !method.parameters.isEmpty {
      parts.append("Parameters:\n" + members(method.parameters))
    }
    if let list = method.list, let record = method.recordMembers {
      parts.append("Result: \"\(list)\", a list of records:\n" + members(record))
      parts.append("and members beside it:\n" + members(method.result.filter { $0.name != list }))
    } else {
      parts.append("Result:\n" + members(method.result))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func members(_ members: [Schema.Member], indent: Int = 2) -> String {
    members.map { member in
      let maybe = member.isRequired ? "" : ", optional"
      return HelpLayout.wrapped(
        "\(member.name) (\(member.schema.text)\(maybe))", indent: indent) + "\n"
        + HelpLayout.wrapped(member.description, indent: indent + 4)
        + variants(member.schema, indent + 4)
    }.joined(separator: "\n")
  }

  /// The members of each variant of an object.
  private static func variants(_ schema: Schema, _ indent: Int) -> String {
    guard case .variants(let variants) = schema else { return "" }
    return variants.map { variant in
      "\n" + HelpLayout.wrapped("\(variant.name):", indent: indent) + "\n"
        + members(variant.members, indent: indent + 2)
    }.joined()
  }
}

extension Schema {
  /// The type in words.
  fileprivate var text: String {
    switch self {
    case .boolean: "boolean"
    case .unsigned: "integer"
    case .integer: "integer, may be negative"
    case .number: "number"
    case .string: "string"
    case .oneOf(let names): names.joined(separator: " | ")
    case .array(let element): "list of \(element.text)"
    case .object, .variants, .anyObject, .map: "object"
    case .nullable(let inner): "\(inner.text), or null"
    }
  }
}
