/// The type of a parameter or of a member of a result, as data: parameters are checked
/// against it, and `rpc.discover` shows it as JSON Schema.
public indirect enum Schema: Sendable {
  case boolean
  /// An integer from 0 to 2^64 - 1.
  case unsigned
  case integer
  case number
  case string
  /// One of these strings.
  case oneOf([String])
  case array(Schema)
  case object([Member])
  /// An object whose members depend on what it is about.
  case variants([Variant])
  /// An object whose member names are data.
  case map(Schema)
  /// The value, or null where it could not be known.
  case nullable(Schema)
  /// Any JSON object: a document with a specification of its own.
  case anyObject

  /// One of the objects that a member may be.
  public struct Variant: Sendable {
    /// What it is about.
    public let name: String
    public let members: [Member]
  }

  /// One member of an object, or one parameter.
  public struct Member: Sendable {
    public let name: String
    public let schema: Schema
    public let isRequired: Bool
    /// Meaning, unit and byte order, in a sentence.
    public let description: String

    /// A member that is always there.
    public static func always(_ name: String, _ schema: Schema, _ description: String) -> Member {
      Member(name: name, schema: schema, isRequired: true, description: description)
    }

    /// A member that may be absent.
    public static func maybe(_ name: String, _ schema: Schema, _ description: String) -> Member {
      Member(name: name, schema: schema, isRequired: false, description: description)
    }

    /// Text from the kernel, which may be any bytes, and its exact form where it is lossy.
    public static func bytes(
      _ name: String, required: Bool = false, _ description: String
    ) -> [Member] {
      [
        Member(name: name, schema: .string, isRequired: required, description: description),
        Member(
          name: name + "Hex", schema: .string, isRequired: false,
          description: "The exact bytes of \(name) in hex, where they are not valid UTF-8."),
      ]
    }
  }
}

/// Where and why a value is not of its schema.
struct SchemaMismatch: Error {
  var path: String
  let message: String
  var hint: String?
}

extension Schema {
  /// Checks a parameter's value.
  func check(_ node: JSONNode) throws(SchemaMismatch) {
    switch (self, node.value) {
    case (.boolean, .bool), (.string, .string), (.number, .number), (.anyObject, .object),
      (.nullable, .null), (.map, .object), (.variants, .object):
      return
    case (.nullable(let inner), _): try inner.check(node)
    case (.unsigned, .number(let number)) where number.uint64 != nil: return
    case (.integer, .number(let number)) where number.isInteger: return
    case (.oneOf(let known), .string(let text)):
      if known.contains(text) { return }
      throw SchemaMismatch(
        path: "", message: "is \"\(text)\", which is not one of \(known.joined(separator: ", "))",
        hint: Spelling.nearest(to: text, among: known).map { "Did you mean \"\($0)\"?" })
    case (.array(let element), .array(let nodes)):
      for (index, node) in nodes.enumerated() {
        do throws(SchemaMismatch) {
          try element.check(node)
        } catch {
          throw SchemaMismatch(
            path: "[\(index)]\(error.path)", message: error.message, hint: error.hint)
        }
      }
    case (.object(let known), .object(let members)): try Schema.check(members, known, node)
    default:
      throw SchemaMismatch(
        path: "", message: "must be \(expectation), not \(node.value.kindName)", hint: nil)
    }
  }

  /// Checks an object inside of a parameter as strictly as the parameters themselves.
  private static func check(
    _ members: [JSONMember], _ known: [Member], _ node: JSONNode
  ) throws(SchemaMismatch) {
    if let twice = node.value.firstDuplicateName {
      throw SchemaMismatch(path: "", message: "has \"\(twice)\" twice")
    }
    for member in members {
      guard let schema = known.first(where: { $0.name == member.name })?.schema else {
        let nearest = Spelling.nearest(to: member.name, among: known.map(\.name))
        throw SchemaMismatch(
          path: "", message: "has no \"\(member.name)\"",
          hint: nearest.map { "Did you mean \"\($0)\"?" }
            ?? "There are \(known.map(\.name).joined(separator: ", ")).")
      }
      do throws(SchemaMismatch) {
        try schema.check(member.node)
      } catch {
        throw SchemaMismatch(
          path: ".\(member.name)\(error.path)", message: error.message, hint: error.hint)
      }
    }
    for each in known where each.isRequired && !members.contains(where: { $0.name == each.name }) {
      throw SchemaMismatch(
        path: "", message: "needs \"\(each.name)\"", hint: "\(each.name): \(each.description)")
    }
  }

  private var expectation: String {
    switch self {
    case .boolean: "true or false"
    case .unsigned: "an integer from 0 to 2^64 - 1"
    case .integer: "an integer"
    case .number: "a number"
    case .string, .oneOf: "a string"
    case .array: "an array"
    case .object, .variants, .map, .anyObject: "an object"
    case .nullable(let inner): "\(inner.expectation) or null"
    }
  }
}
