internal import Protocol
internal import Syscalls

extension Command {
  static let netlink = Command(
    name: "netlink", summary: "netlink sockets",
    details: """
      Shows the netlink sockets of a network namespace. Without --netns this is the
      agent's namespace. PORT 0 is the kernel's own socket. GROUPS are the multicast
      groups of which a socket is a member; DROPS is the number of messages that were
      lost because its buffer was full.
      """,
    options: [
      Option("--protocol", value: "PROTOCOL,...", "only these protocols, such as route,generic"),
      .networkNamespace,
    ],
    examples: [("nlctl netlink --protocol route", "members of groups of links and routes")],
    columns: (NetlinkColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      let protocols = try invocation.kernelNames(
        invocation.values("--protocol"), "protocol", MethodContract.netlinkProtocols)
      return try Listing.runInNamespace(
        invocation, .netlinkSockets, columns: NetlinkColumns.all
      ) { json in
        json.list("protocols", protocols)
      }
    })

  static let packet = Command(
    name: "packet", summary: "packet sockets",
    details: """
      Shows the packet sockets of a network namespace: programs that capture or send
      whole packets. Without --netns this is the agent's namespace. INTERFACE "-"
      means all interfaces.
      """,
    options: [.networkNamespace],
    columns: (PacketColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      try Listing.runInNamespace(invocation, .packetSockets, columns: PacketColumns.all) { _ in }
    })

  static let vsock = Command(
    name: "vsock", summary: "vsock sockets of virtual machines and hosts",
    details: """
      Shows the vsock sockets. CID identifies the virtual machine; 2 is the host. Not
      every kernel can list these sockets.
      """,
    options: [.networkNamespace],
    columns: (VsockColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      try Listing.runInNamespace(invocation, .vsockSockets, columns: VsockColumns.all) { _ in }
    })
}

enum NetlinkColumns {
  static let all = [
    Column("PROTO", member: "protocol"),
    Column("PORT", align: .right, member: "portID"),
    Column("RECV-Q", align: .right, member: "memory.rmem_alloc"),
    Column("DROPS", align: .right, member: "memory.drops"),
    Column("INODE", align: .right, dispensability: 2, member: "inode"),
    Column("GROUPS", member: "groups"),
    Column("FLAGS", dispensability: 1, member: "flags"),
  ]
}

enum PacketColumns {
  static let all = [
    Column("TYPE", member: "type"),
    Column("PROTO", member: "protocol"),
    Column("INTERFACE", member: "interface"),
    Column("RECV-Q", align: .right, member: "memory.rmem_alloc"),
    Column("DROPS", align: .right, member: "memory.drops"),
    Column("UID", align: .right, member: "uid"),
    Column("INODE", align: .right, member: "inode"),
    Column("FLAGS", dispensability: 1, member: "info.flags"),
  ]
}

enum VsockColumns {
  static let all = [
    Column("TYPE", member: "type"),
    Column("STATE", member: "state"),
    Column("LOCAL", of: "localCID", "localPort") { row, out in endpoint(row, &out) },
    Column("REMOTE", of: "remoteCID", "remotePort") { row, out in endpoint(row, &out) },
    Column("INODE", align: .right, dispensability: 1, member: "inode"),
  ]

  /// `CID:PORT`, as ss(8) writes it.
  private static func endpoint(_ row: borrowing Row, _ out: inout OutputBuffer) -> Int {
    var width = 1
    for index in 0...1 {
      if index == 1 { out.append(UInt8(ascii: ":")) }
      if row.number(row[index]) == nil {
        out.append(UInt8(ascii: "*"))
        width += 1
      } else {
        width += out.cell(row.record, row[index])
      }
    }
    return width
  }
}
