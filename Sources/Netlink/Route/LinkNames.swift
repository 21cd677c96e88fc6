internal import Syscalls

/// The names of the links in a datagram of a link dump, found without parsing whole messages.
public enum LinkNames {
  /// Calls `body` with the index and the name of each RTM_NEWLINK, and stops at a malformed
  /// message. A message whose first attribute is not IFLA_IFNAME, as the kernel puts it, is
  /// skipped.
  public static func each(in datagram: RawSpan, _ body: (UInt32, [UInt8]) -> Void) {
    var messages = MessageCursor(datagram)
    while let message = try? messages.next() {
      guard message.header.type == RouteMessageType.newLink,
        let link = LinkMessage(message.payload)
      else { continue }
      var attributes = AttributeCursor(message.payload, from: LinkMessage.size)
      guard let first = try? attributes.next(), first.type == LinkAttribute.name else { continue }
      body(link.index, attributes.payload(first).beforeNUL.copied)
    }
  }
}
