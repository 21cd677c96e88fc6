internal import Netlink
internal import Protocol
internal import Syscalls

/// The room where the agent's power is used: everything that needs a privilege, or reaches
/// what only the agent can reach, is opened here and nowhere else.
enum KernelAccess {
  /// A fresh conversation with the kernel. A new socket for each request is cheap, and a dump
  /// that is abandoned cannot disturb the next one.
  /// - Parameter bufferBytes: room for the longest datagram that can come.
  static func open(
    _ family: NetlinkSocket.Family,
    bufferBytes: Int = Conversation<KernelTransport>.dumpBytes
  ) throws(RPCError) -> Conversation<KernelTransport> {
    do {
      let socket = try NetlinkSocket(family, receiveSeconds: Limits.netlinkSeconds)
      return Conversation(KernelTransport(socket), bufferBytes: bufferBytes)
    } catch {
      throw RPCError(error, doing: "open a netlink socket")
    }
  }

  /// Begins a dump of sockets, of which there may be very many, in a conversation of its own.
  static func beginSocketDump(
    _ request: Request
  ) throws(RPCError) -> Conversation<ReadAheadTransport> {
    let bytes = Limits.socketDatagramBytes
    let transport: ReadAheadTransport
    do throws(Errno) {
      let socket = try NetlinkSocket(.sockDiag, receiveSeconds: Limits.netlinkSeconds)
      transport = ReadAheadTransport(socket, bufferBytes: bytes)
    } catch {
      throw RPCError(error, doing: "open a netlink socket")
    }
    var conversation = Conversation(transport, bufferBytes: bytes)
    do throws(NetlinkError) {
      try conversation.begin(request)
    } catch {
      throw RPCError(error, doing: "ask for a dump of sockets")
    }
    return conversation
  }
}
