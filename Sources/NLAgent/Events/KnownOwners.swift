internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// Who held sockets, from before the kernel frees them: all sockets and their holders are looked
/// at every so often, and remembered by cookie, for a socket on its way out has no inode that
/// would lead to a process.
final class KnownOwners {
  /// What one look found.
  private struct Look {
    var text: OwnerText?
    /// The inode of each socket that has one, by cookie.
    var inodes: [UInt64: UInt32] = [:]

    /// Members of a record; nil where the socket was not there, or nobody held it.
    func members(_ cookie: UInt64) -> [UInt8]? {
      guard let inode = inodes[cookie], let text, text.index.isHeld(inode, by: { _ in true })
      else { return nil }
      var json = JSONWriter(capacity: 256)
      text.write(inode, nil, to: &json)
      return json.bytes.copied
    }
  }

  private let namespace: TargetNamespace?
  private let owners: Owners
  private var last = Look()
  // The look before the last: sockets may be gone whose event was not read yet.
  private var before = Look()
  // Of sockets that their owner has closed, and whose rest the kernel still sends.
  private var closed: [UInt64: [UInt8]] = [:]
  private var due: Int64 = 0

  /// - Parameter namespace: where the sockets are; nil is the agent's own.
  init(_ owners: Owners, in namespace: TargetNamespace?) {
    self.owners = owners
    self.namespace = namespace
  }

  /// How long until the next look.
  var patience: Int64 { max(0, due - KernelClock.monotonicMilliseconds()) }

  /// Writes the owners of a socket that was freed.
  func write(_ socket: InetDiagMessage, to json: inout JSONWriter) {
    if let members = closed.removeValue(forKey: socket.cookie) ?? last.members(socket.cookie)
      ?? before.members(socket.cookie)
    {
      // The member before it wants a comma.
      json.value(members)
      return
    }
    json.key("processes")
    json.beginArray()
    json.endArray()
    json.member("ownerUnknown", token: OwnerUnknown.notSeen.word)
  }

  /// Looks again when it is time to.
  func refresh() {
    guard patience == 0 else { return }
    try? look()
  }

  /// Looks at all sockets and who holds them.
  func look() throws(RPCError) {
    let start = KernelClock.monotonicMilliseconds()
    // Set first, so that what fails is not tried all the time.
    due = start + Limits.knownOwnersMilliseconds
    var now = Look()
    // Sockets first: one that is opened meanwhile would have a holder and no cookie.
    var orphans: [UInt64] = []
    for request in KnownOwners.requests {
      try dump(request) { socket in
        if socket.inode == 0 {
          orphans.append(socket.cookie)
        } else if now.inodes.count < Limits.knownOwners {
          now.inodes[socket.cookie] = socket.inode
        }
      }
    }
    now.text = OwnerText(try owners.index(maxAge: 0))
    var stillClosed: [UInt64: [UInt8]] = [:]
    for cookie in orphans {
      guard stillClosed.count < Limits.knownClosedOwners else { break }
      stillClosed[cookie] = closed[cookie] ?? last.members(cookie)
    }
    closed = stillClosed
    before = last
    last = now
    let took = KernelClock.monotonicMilliseconds() - start
    let rest = max(took * Limits.knownOwnersPauseFactor, Limits.knownOwnersMilliseconds)
    due = start + took + min(rest, Limits.knownOwnersLongestMilliseconds)
  }

  private static let requests = [UInt8(2), 10].flatMap { family in  // AF_INET, AF_INET6
    [UInt16(6), 17].map { transport in  // IPPROTO_TCP, IPPROTO_UDP
      Request.inetDump(family: family, transport: transport, states: .max)
    }
  }

  private func dump(
    _ request: Request, _ each: (InetDiagMessage) -> Void
  ) throws(RPCError) {
    var conversation = try explained(try KernelSockets.beginSocketDump(request, in: namespace))
    do throws(NetlinkError) {
      _ = try conversation.collect { message throws(NetlinkError) in
        guard let socket = InetDiagMessage(message.payload) else {
          throw .malformed("inet_diag_msg cut short", offset: 0)
        }
        each(socket)
        return .next
      }
    } catch {
      throw RPCError(error, doing: "list sockets and their owners")
    }
  }
}
