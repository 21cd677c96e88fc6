extension MethodContract {
  /// `unixConnections`: Unix domain sockets, from unix_diag.
  public static let unixConnections = MethodContract(
    name: "unixConnections",
    summary: "Unix domain sockets",
    description: """
      Dumps the kernel's Unix sockets, unnamed ones and those that share a path included. The \
      names are what was given to bind(2): relative to a directory that nobody knows any more, \
      and the file may have been renamed or removed since; device and fileInode tell the file \
      itself. A socket made by accept(2) belongs to the network namespace of the client, so a \
      peer may be missing here. The kernel's dump is no snapshot: a socket that comes or goes \
      meanwhile may be missing; one that the kernel repeats is sent once.
      """,
    parameters: [
      .maybe("types", .array(.oneOf(unixTypes)), "Which socket types; all if left out."),
      .maybe("states", .array(.oneOf(unixStates)), "Which states; all if left out."),
      .networkNamespace,
      .maybe(
        "details", .array(.oneOf(["memory"])), "What to tell beside the usual; nothing if left out."
      ),
      .maybe(
        "filter", .string,
        """
        Which sockets, as in inetConnections: state and exclude NAME; src GLOB, the name, where \
        "@" begins an abstract one; uid, user, inode, cookie, pid, process = or !=; autobound; and, \
        or, not, ( ).
        """),
      passes,
    ] + SocketOwners.parameters,
    list: "connections", of: unixConnection, "One record a socket, in the kernel's order.",
    ending: SocketOwners.ending + [.socketSource])

  public static let unixTypes = ["stream", "dgram", "seqpacket"]
  public static let unixStates = ["ESTABLISHED", "SYN_SENT", "LISTEN", "UNCONNECTED"]

  private static let unixConnection: [Schema.Member] =
    Schema.Member.networkNamespaceOfRecord
    + [
      .always("type", .string, "udiag_type: stream, dgram or seqpacket."),
      .always(
        "state", .string, "udiag_state; UNCONNECTED is what the kernel reports as CLOSE."),
      .always("inode", .nullable(.unsigned), "udiag_ino: as in /proc/PID/fd."),
      .maybe(
        "peerInode", .nullable(.unsigned),
        "The other end's inode; null where it has none, for instance before accept(2)."),
    ]
    + Schema.Member.bytes("path", "The path name given to bind(2).")
    + Schema.Member.bytes(
      "abstractName", "The abstract name given to bind(2), without its leading NUL.")
    + [
      .maybe("device", .string, "The socket file's device, major:minor."),
      .maybe("fileInode", .unsigned, "The socket file's inode, its low 32 bits."),
      .maybe("pendingConnections", .unsigned, "LISTEN: connections that wait for accept(2)."),
      .maybe("backlog", .unsigned, "LISTEN: the most connections that may wait."),
      .maybe("receiveQueue", .unsigned, "Bytes that this socket has not read yet."),
      .maybe("sendQueue", .unsigned, "Bytes that the other end has not read yet."),
      .maybe("uid", .unsigned, "The socket's owner."),
      .maybe(
        "memory", .object(socketMemory), "UNIX_DIAG_MEMINFO, in bytes; where details ask for it."),
      .maybe(
        "shutdown", .array(.oneOf(["receive", "send"])), "What was shut down; absent: nothing."),
      .maybe(
        "cookie", .string,
        "Unique while the kernel runs; 16 hex digits. Absent where source is proc."),
    ] + SocketOwners.members
}
