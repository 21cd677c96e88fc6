/// A netlink request under construction. `Conversation` and `EventStream` fill in the sequence
/// number when they send it; nlmsg_pid stays 0.
public struct Request: Sendable {
  /// The message's bytes so far; `nlmsg_len` always fits them.
  public private(set) var bytes: [UInt8]

  /// - Parameters:
  ///   - type: nlmsg_type.
  ///   - flags: nlmsg_flags in addition to NLM_F_REQUEST, which is always set.
  public init(type: UInt16, flags: UInt16) {
    bytes = []
    bytes.reserveCapacity(64)
    append(UInt32(0))
    append(type)
    append(flags | MessageFlag.request)
    append(UInt32(0))
    append(UInt32(0))
    setLength()
  }

  /// Appends an integer of the family's fixed header, in host byte order.
  public mutating func append<Value: FixedWidthInteger>(_ value: Value) {
    var value = value.littleEndian
    for _ in 0..<Value.bitWidth / 8 {
      bytes.append(UInt8(truncatingIfNeeded: value))
      if Value.bitWidth > 8 { value >>= 8 }
    }
    setLength()
  }

  /// Appends `count` zero bytes, for reserved fields and padding.
  public mutating func appendZeros(_ count: Int) {
    bytes.append(contentsOf: repeatElement(0, count: count))
    setLength()
  }

  /// Appends an attribute: `struct nlattr`, payload and padding.
  public mutating func appendAttribute(_ type: UInt16, _ payload: [UInt8]) {
    append(UInt16(4 + payload.count))
    append(type)
    bytes.append(contentsOf: payload)
    appendZeros(aligned(bytes.count) - bytes.count)
  }

  /// Appends an attribute that is one u32 in host byte order.
  public mutating func appendAttribute(_ type: UInt16, _ value: UInt32) {
    append(UInt16(8))
    append(type)
    append(value)
  }

  /// The datagram to send.
  /// - Parameter isAcknowledged: false clears NLM_F_ACK.
  func datagram(sequence: UInt32, isAcknowledged: Bool = true) -> [UInt8] {
    var datagram = bytes
    if !isAcknowledged { datagram[6] &= ~UInt8(truncatingIfNeeded: MessageFlag.ack) }
    for index in 0..<4 { datagram[8 + index] = UInt8(truncatingIfNeeded: sequence >> (8 * index)) }
    return datagram
  }

  private mutating func setLength() {
    guard bytes.count >= 4 else { return }
    let length = UInt32(bytes.count)
    for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: length >> (8 * index)) }
  }
}
