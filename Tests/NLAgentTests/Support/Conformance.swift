import Protocol
import Testing

/// Holds what a method writes against what its contract promises: every member is documented,
/// has its type, is there if it must be, and is there once.
enum Conformance {
  static func check(_ node: JSONNode, _ schema: Schema, at path: String) {
    switch (schema, node.value) {
    case (.boolean, .bool), (.string, .string), (.number, .number), (.anyObject, .object),
      (.nullable, .null):
      return
    case (.unsigned, .number(let number)): #expect(number.uint64 != nil, "\(path)")
    case (.integer, .number(let number)): #expect(number.isInteger, "\(path)")
    case (.oneOf(let words), .string(let word)): #expect(words.contains(word), "\(path)")
    case (.nullable(let inner), _): check(node, inner, at: path)
    case (.array(let element), .array(let elements)):
      for (index, node) in elements.enumerated() { check(node, element, at: "\(path)[\(index)]") }
    case (.map(let element), .object(let members)):
      for member in members { check(member.node, element, at: "\(path).\(member.name)") }
    case (.object(let known), .object(let members)): check(members, known, at: path, node)
    case (.variants(let variants), .object):
      let schemas = variants.map { Schema.object($0.members) }
      #expect(schemas.contains { accepts(node, $0) }, "\(path) is none of its variants: \(node)")
    default: Issue.record("\(path) is \(node.value.kindName), which its contract does not say")
    }
  }

  /// Whether the value is of its schema, without a word.
  private static func accepts(_ node: JSONNode, _ schema: Schema) -> Bool {
    switch (schema, node.value) {
    case (.boolean, .bool), (.string, .string), (.number, .number): return true
    case (.unsigned, .number(let number)): return number.uint64 != nil
    case (.integer, .number(let number)): return number.isInteger
    case (.array(let element), .array(let elements)):
      return elements.allSatisfy { accepts($0, element) }
    case (.object(let known), .object(let members)):
      return node.firstDuplicateName == nil
        && members.allSatisfy { member in
          known.contains { $0.name == member.name && accepts(member.node, $0.schema) }
        }
        && known.allSatisfy { each in
          !each.isRequired || members.contains { $0.name == each.name }
        }
    default: return false
    }
  }

  private static func check(
    _ members: [JSONMember], _ known: [Schema.Member], at path: String, _ node: JSONNode
  ) {
    #expect(node.firstDuplicateName == nil, "\(path)")
    for member in members {
      guard let schema = known.first(where: { $0.name == member.name })?.schema else {
        Issue.record("\(path).\(member.name) is not in its contract")
        continue
      }
      check(member.node, schema, at: "\(path).\(member.name)")
    }
    for member in known where member.isRequired {
      #expect(members.contains { $0.name == member.name }, "\(path) lacks \(member.name)")
    }
  }
}
