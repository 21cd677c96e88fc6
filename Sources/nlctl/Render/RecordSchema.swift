internal import Protocol

extension MethodContract {
  /// The members of the records in the method's list; nil if it has no list of objects.
  var recordMembers: [Schema.Member]? {
    guard let member = result.first(where: { $0.name == list }) else { return nil }
    guard case .array(.object(let members)) = member.schema else { return nil }
    return members
  }
}

extension Schema {
  /// Whether a value is neither an array nor an object, so that it fits in one cell.
  var isScalar: Bool {
    switch self {
    case .array, .object, .variants, .map, .anyObject: false
    case .nullable(let inner): inner.isScalar
    default: true
    }
  }

  var isNumber: Bool {
    switch self {
    case .unsigned, .integer, .number: true
    case .nullable(let inner): inner.isNumber
    default: false
    }
  }
}

extension JSONNode {
  /// Whether it is neither an array nor an object.
  var isScalar: Bool {
    switch value {
    case .array, .object: false
    default: true
    }
  }
}
