import Netlink

/// An attribute's payload that must be there; #require takes no `RawSpan`.
@_lifetime(copy table)
func present(_ table: borrowing AttributeTable, _ type: UInt16) throws -> RawSpan {
  guard let payload = table[type] else { throw AbsentAttribute(type: type) }
  return payload
}

struct AbsentAttribute: Error {
  let type: UInt16
}
