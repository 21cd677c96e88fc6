extension MethodContract {
  /// `unixConnections`: Unix domain sockets, from unix_diag of sock_diag(7).
  public static let unixConnections = MethodContract(
    name: "unixConnections",
    set: .sockets,
    summary: "Unix domain sockets",
    description: """
      Dumps the kernel's Unix sockets, including unnamed sockets and sockets that share a path. A \
      path is the one that was given to bind(2). It may be relative to a directory that is not \
      known any more, and the file may have been renamed or removed; device and fileInode identify \
      the file itself. A socket made by accept(2) belongs to the network namespace of the client, \
      so the peer of a socket may be missing in the list. The dump is not a snapshot: a socket \
      that is opened or closed during the dump may be missing. A socket that the kernel reports \
      twice is sent once.
      """,
    parameters: [
      .maybe("types", .array(.oneOf(unixTypes)), "Only sockets of these types. Default: all."),
      .maybe("states", .array(.oneOf(unixStates)), "Only sockets in these states. Default: all."),
      .networkNamespace,
      .maybe(
        "details", .array(.oneOf(["memory"])),
        "Additional members of the records. memory adds memory. Default: none."),
      .maybe(
        "filter", .string,
        """
        Only sockets that match this filter, in the language of inetConnections. Conditions: state \
        NAME, exclude NAME; src GLOB, which matches the name ("@" begins an abstract one); uid, \
        user, inode, cookie, pid, process with = or !=; autobound. They combine with and, or, not, \
        ( ).
        """),
      passes,
    ] + SocketOwners.parameters,
    list: "connections", of: unixConnection, "One record per socket, in the kernel's order.",
    ending: SocketOwners.ending + [.socketSource])

  /// The names of the socket types.
  public static let unixTypes = ["stream", "dgram", "seqpacket"]

  /// The names of the states. They are the kernel's TCP_ names, except for UNCONNECTED, which the
  /// kernel reports as CLOSE.
  public static let unixStates = ["ESTABLISHED", "SYN_SENT", "LISTEN", "UNCONNECTED"]

  private static let unixConnection: [Schema.Member] =
    Schema.Member.networkNamespaceOfRecord
    + [
      .always("type", .string, "udiag_type: stream, dgram or seqpacket."),
      .always(
        "state", .string, "udiag_state by name; the kernel reports UNCONNECTED as CLOSE."),
      .always(
        "inode", .nullable(.unsigned), "udiag_ino: the inode number, as in /proc/PID/fd."),
      .maybe(
        "peerInode", .nullable(.unsigned),
        """
        UNIX_DIAG_PEER: the inode number of the other end; null if that has none, for example \
        before accept(2).
        """),
    ]
    + Schema.Member.bytes("path", "UNIX_DIAG_NAME: the path given to bind(2).")
    + Schema.Member.bytes(
      "abstractName",
      "UNIX_DIAG_NAME: the abstract name given to bind(2), without its leading NUL.")
    + [
      .maybe(
        "device", .string, "UNIX_DIAG_VFS: the device of the socket's file, as major:minor."),
      .maybe(
        "fileInode", .unsigned,
        "UNIX_DIAG_VFS: the low 32 bits of the inode number of the socket's file."),
      .maybe(
        "pendingConnections", .unsigned, "LISTEN: how many connections wait for accept(2)."),
      .maybe("backlog", .unsigned, "LISTEN: how many connections may wait at most."),
      .maybe("receiveQueue", .unsigned, "Bytes that this socket has not read yet."),
      .maybe("sendQueue", .unsigned, "Bytes that the other end has not read yet."),
      .maybe("uid", .unsigned, "UNIX_DIAG_UID: the user id of the socket's owner."),
      .maybe(
        "memory", .object(socketMemory),
        "UNIX_DIAG_MEMINFO, in bytes; only if details contains memory."),
      .maybe(
        "shutdown", .array(.oneOf(["receive", "send"])),
        "UNIX_DIAG_SHUTDOWN: the directions that shutdown(2) closed; absent if there are none."),
      .maybe(
        "cookie", .string,
        "udiag_cookie: unique until reboot; 16 hex digits. Absent if source is proc."),
    ] + SocketOwners.members
}
