/// Walks the messages of one datagram.
public struct MessageCursor: ~Escapable {
  private let bytes: RawSpan
  private var offset = 0

  /// - Parameter datagram: the whole datagram, and nothing of the buffer behind it.
  @_lifetime(copy datagram)
  public init(_ datagram: RawSpan) {
    bytes = datagram
  }

  /// The next message, or nil after the last one.
  /// - Throws: `.malformed` if a header is cut short or nlmsg_len does not fit the datagram; do not
  ///   call `next` again after that.
  @inline(__always)
  @_lifetime(copy self)
  public mutating func next() throws(NetlinkError) -> Message? {
    guard offset < bytes.byteCount else { return nil }
    guard let header = MessageHeader(bytes, at: offset) else {
      throw .malformed("message header cut short", offset: offset)
    }
    let length = Int(header.length)
    guard length >= MessageHeader.size, length <= bytes.byteCount - offset else {
      throw .malformed("nlmsg_len \(length) does not fit the datagram", offset: offset)
    }
    let start = offset
    // The last message may lack its padding.
    offset += aligned(length)
    return Message(
      header: header, payload: bytes.extracting(start + MessageHeader.size..<start + length))
  }
}
