/// A JSON value and its place in the source.
public struct JSONNode: Sendable {
  /// The value.
  public let value: JSONValue

  /// The byte range of this value in the source, without the white space around it. JSON-RPC
  /// requires that a response repeats the request's id, and only the source bytes are certain to
  /// be the same.
  public let range: Range<Int>

  /// The first member with this name, or nil if there is none or this is not an object.
  public subscript(name: String) -> JSONNode? { value[name] }

  /// The kind of value with its article, for error messages: "a string", "an object".
  public var kindName: String { value.kindName }

  /// The first member name of this object that an earlier member has, too; nil if there is none.
  public var firstDuplicateName: String? { value.firstDuplicateName }
}

/// One JSON value (RFC 8259 section 3).
public indirect enum JSONValue: Sendable {
  /// The word `null`.
  case null
  /// The word `true` or `false`.
  case bool(Bool)
  /// A number, unrounded (section 6).
  case number(JSONNumber)
  /// A string with its escapes resolved (section 7). It can contain U+0000.
  case string(String)
  /// The elements in the order sent (section 5).
  case array([JSONNode])
  /// The members in the order sent, with duplicate names if they were sent (section 4).
  case object([JSONMember])
}

/// One member of an object: a name and a value (RFC 8259 section 4).
public struct JSONMember: Sendable {
  /// The name with its escapes resolved.
  public let name: String

  /// The value.
  public let node: JSONNode
}

extension JSONValue {
  /// The first member with this name, or nil if there is none or this is not an object.
  ///
  /// Names are compared byte by byte (RFC 8259 section 8.3). The time is linear in the number of
  /// members.
  public subscript(name: String) -> JSONNode? {
    guard case .object(let members) = self else { return nil }
    // `==` on String compares canonical equivalence: a member named KELVIN SIGN (U+212A) would
    // match "K". A check of one spelling must not accept another.
    return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.node
  }

  /// The kind of value with its article, for error messages: "a string", "an object".
  public var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// The first member name of this object that an earlier member has, too; nil if there is none.
  ///
  /// Duplicate names are legal (RFC 8259 section 4: names "SHOULD be unique"), but readers differ
  /// in which member they use, so a caller that acts on the values should refuse them. Only this
  /// object is checked, not the objects inside it. The time is linear.
  public var firstDuplicateName: String? {
    guard case .object(let members) = self else { return nil }
    // Bytes are compared instead of String for the same reason as in the subscript above.
    var seen: Set<[UInt8]> = []
    return members.first { !seen.insert(Array($0.name.utf8)).inserted }?.name
  }
}
