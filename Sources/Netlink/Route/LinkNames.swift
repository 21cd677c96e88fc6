/// The names in a datagram of a link dump, found without reading its messages whole.
public enum LinkNames {
  /// Hands over the index and the name of each RTM_NEWLINK, up to a message that is malformed.
  /// Names that are not the first attribute, where the kernel puts IFLA_IFNAME, are passed over.
  public static func each(in datagram: RawSpan, _ body: (UInt32, [UInt8]) -> Void) {
    var offset = 0
    while let header = MessageHeader(datagram, at: offset) {
      let length = Int(header.length)
      guard length >= MessageHeader.size, length <= datagram.byteCount - offset else { return }
      let message = datagram.extracting(offset + MessageHeader.size..<offset + length)
      offset += aligned(length)
      guard header.type == RouteMessageType.newLink, let link = LinkMessage(message) else {
        continue
      }
      var attributes = AttributeCursor(message, from: LinkMessage.size)
      guard let first = try? attributes.next(), first.type == LinkAttribute.name else { continue }
      body(link.index, message.extracting(first.start..<first.start + first.count).untilNUL)
    }
  }
}
