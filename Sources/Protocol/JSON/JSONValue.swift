/// A JSON value and the place it came from.
public struct JSONNode: Sendable {
  /// The value.
  public let value: JSONValue

  /// The bytes of this value in the source, without the white space around it. JSON-RPC wants a
  /// request's id back unchanged, and these bytes are the only form that cannot lose anything.
  public let range: Range<Int>

  /// The first member of that name, or nil when there is none or this is no object.
  public subscript(name: String) -> JSONNode? { value[name] }

  /// What this is, with its article, to be used in an error message: "a string", "an object".
  public var kindName: String { value.kindName }

  /// The first member name that an earlier member of this object already has, or nil.
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
  /// A string with its escapes resolved (section 7). It can hold U+0000.
  case string(String)
  /// The elements in the order sent (section 5).
  case array([JSONNode])
  /// The members in the order sent, with duplicate names if they were sent (section 4).
  case object([JSONMember])
}

/// One name and value of an object (RFC 8259 section 4).
public struct JSONMember: Sendable {
  /// The name with its escapes resolved.
  public let name: String

  /// The value.
  public let node: JSONNode
}

extension JSONValue {
  /// The first member of that name, or nil when there is none or this is no object.
  ///
  /// Names are compared byte by byte (RFC 8259 section 8.3). The cost is linear in the number of
  /// members.
  public subscript(name: String) -> JSONNode? {
    guard case .object(let members) = self else { return nil }
    // `==` on String holds for canonically equal text: a member sent as KELVIN SIGN would answer
    // to "K". A check made on one spelling must not be met by another.
    return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.node
  }

  /// What this is, with its article, to be used in an error message: "a string", "an object".
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

  /// The first member name that an earlier member of this object already has, or nil.
  ///
  /// Duplicate names are legal (RFC 8259 section 4 says only "should be unique"), but readers
  /// differ in which member wins, so a caller that acts on the values should refuse them. Only
  /// this object is checked, not the objects inside it. The cost is linear.
  public var firstDuplicateName: String? {
    guard case .object(let members) = self else { return nil }
    // Bytes instead of String for the same reason as in the subscript above.
    var seen: Set<[UInt8]> = []
    return members.first { !seen.insert(Array($0.name.utf8)).inserted }?.name
  }
}
