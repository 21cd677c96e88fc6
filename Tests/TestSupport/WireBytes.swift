public import Netlink

/// Little-endian bytes, as the kernel writes them on the machines this project runs on.
public func le16(_ value: UInt16) -> [UInt8] {
  (0..<2).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}
public func le32(_ value: UInt32) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}
public func le64(_ value: UInt64) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}

/// A message with its header and padding, as the answer to the conversation's first request
/// where nothing else is said.
/// - Parameter length: nlmsg_len, where it shall be a lie.
public func message(
  _ type: UInt16, _ payload: [UInt8] = [], flags: UInt16 = 0, sequence: UInt32 = 1,
  port: UInt32 = ScriptedTransport.port, length: UInt32? = nil
) -> [UInt8] {
  let bytes =
    le32(length ?? UInt32(16 + payload.count)) + le16(type) + le16(flags) + le32(sequence)
    + le32(port) + payload
  return bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
}

/// NLMSG_DONE with its errno, negative on failure.
public func done(_ errno: Int32 = 0, _ attributes: [UInt8] = [], flags: UInt16 = 0) -> [UInt8] {
  message(3, le32(UInt32(bitPattern: errno)) + attributes, flags: flags | 0x002)
}

/// NLMSG_ERROR with its errno and the header of the request it answers; the request's 24 bytes
/// behind that are cut off (NLM_F_CAPPED), though its nlmsg_len still counts them.
public func error(
  _ errno: Int32, flags: UInt16 = 0x100, sequence: UInt32 = 1, _ attributes: [UInt8] = []
) -> [UInt8] {
  message(
    2,
    le32(UInt32(bitPattern: errno)) + le32(40) + le16(18) + le16(5) + le32(sequence) + le32(0)
      + attributes, flags: flags, sequence: sequence)
}

/// An attribute with its padding.
public func attribute(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
  le16(UInt16(4 + payload.count)) + le16(type) + payload
    + [UInt8](repeating: 0, count: (4 - payload.count % 4) % 4)
}

/// The payload of an attribute that must be present; #require does not accept a `RawSpan`.
@_lifetime(copy table)
public func present(_ table: borrowing AttributeTable, _ type: UInt16) throws -> RawSpan {
  guard let payload = table[type] else { throw AbsentAttribute(type: type) }
  return payload
}

public struct AbsentAttribute: Error {
  let type: UInt16
}
