/// The type of a parameter or of a member of a result, as data. Parameters are checked against it,
/// and `rpc.discover` prints it as JSON Schema.
public indirect enum Schema: Sendable {
  /// `true` or `false`.
  case boolean
  /// An integer from 0 to 2^64 - 1.
  case unsigned
  /// An integer of either sign and any size.
  case integer
  /// Any number.
  case number
  /// Any string.
  case string
  /// One of these strings.
  case oneOf([String])
  /// An array with elements of this type.
  case array(Schema)
  /// An object with these members.
  case object([Member])
  /// An object with the members of one of these variants.
  case variants([Variant])
  /// An object with any member names and values of this type.
  case map(Schema)
  /// A value of this type, or null if it is unknown.
  case nullable(Schema)
  /// Any JSON object, for example a document with a specification of its own.
  case anyObject

  /// One of the object types that a member may have.
  public struct Variant: Sendable {
    /// When the object has this type, for example the kinds of links that it describes.
    public let name: String
    /// The members of the object.
    public let members: [Member]
  }

  /// One member of an object, or one parameter.
  public struct Member: Sendable {
    /// The name on the wire.
    public let name: String
    /// The type of the value.
    public let schema: Schema
    /// Whether the member is always present, or the parameter must be given.
    public let isRequired: Bool
    /// The kernel's name, meaning, unit and byte order, in a sentence.
    public let description: String

    /// A member that is always present, or a parameter that must be given.
    public static func always(_ name: String, _ schema: Schema, _ description: String) -> Member {
      Member(name: name, schema: schema, isRequired: true, description: description)
    }

    /// A member that may be absent, or a parameter that may be omitted.
    public static func maybe(_ name: String, _ schema: Schema, _ description: String) -> Member {
      Member(name: name, schema: schema, isRequired: false, description: description)
    }

    /// The members for text from the kernel, which can be any bytes: the text, and its exact bytes
    /// in `nameHex` if they are not valid UTF-8.
    public static func bytes(
      _ name: String, required: Bool = false, _ description: String
    ) -> [Member] {
      [
        Member(name: name, schema: .string, isRequired: required, description: description),
        Member(
          name: name + "Hex", schema: .string, isRequired: false,
          description: "The exact bytes of \(name) in hex, if they are not valid UTF-8."),
      ]
    }
  }
}

/// Where and why a value does not match its schema.
struct SchemaMismatch: Error {
  /// The path from the parameter to the value, for example `[0].name`.
  var path: String
  /// What is wrong, to be written after the path.
  let message: String
  var hint: String?
}

extension Schema {
  /// Checks the value of a parameter.
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
        hint: Spelling.question(for: text, among: known))
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

  /// Checks an object inside a parameter as strictly as the parameters themselves.
  private static func check(
    _ members: [JSONMember], _ known: [Member], _ node: JSONNode
  ) throws(SchemaMismatch) {
    if let twice = node.value.firstDuplicateName {
      throw SchemaMismatch(path: "", message: "has \"\(twice)\" twice")
    }
    for member in members {
      guard let schema = known.first(where: { $0.name == member.name })?.schema else {
        let names = known.map(\.name)
        throw SchemaMismatch(
          path: "", message: "has no member \"\(member.name)\"",
          hint: Spelling.question(for: member.name, among: names)
            ?? "The members are: \(names.joined(separator: ", ")).")
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
        path: "", message: "needs the member \"\(each.name)\"",
        hint: "\(each.name): \(each.description)")
    }
  }

  /// The type in words, for error messages.
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
