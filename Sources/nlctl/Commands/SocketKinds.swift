internal import Protocol
internal import Syscalls

extension Command {
  static let netlink = Command(
    name: "netlink", summary: "netlink sockets",
    details: """
      Shows the netlink sockets of a network namespace, the agent's if not told. PORT 0 is the
      kernel's own end. GROUPS are the multicast groups a socket listens to, DROPS what was lost
      of them.
      """,
    options: [
      Option("--protocol", value: "PROTOCOL,...", "these, for instance route,generic"),
      .networkNamespace,
    ],
    examples: [("nlctl netlink --protocol route", "who listens to links and routes")],
    columns: (NetlinkColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      let protocols = try NetlinkColumns.protocols(invocation)
      return try Listing(
        invocation, .netlinkSockets, columns: invocation.columns(NetlinkColumns.all),
        leavingOut: invocation.leftOutNamespace
      ).run { json in
        json.list("protocols", protocols)
        invocation.writeNamespace(&json)
      }
    })

  static let packet = Command(
    name: "packet", summary: "packet sockets",
    details: """
      Shows the packet sockets of a network namespace, the agent's if not told: programs that
      capture or send whole packets. INTERFACE "-" is all of them.
      """,
    options: [.networkNamespace],
    columns: (PacketColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      try Listing(
        invocation, .packetSockets, columns: invocation.columns(PacketColumns.all),
        leavingOut: invocation.leftOutNamespace
      ).run(invocation.writeNamespace)
    })

  static let vsock = Command(
    name: "vsock", summary: "sockets between virtual machines and hosts",
    details: """
      Shows the vsock sockets: CID is the machine, 2 is the host. Not every kernel can list them.
      """,
    options: [.networkNamespace],
    columns: (VsockColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      try Listing(
        invocation, .vsockSockets, columns: invocation.columns(VsockColumns.all),
        leavingOut: invocation.leftOutNamespace
      ).run(invocation.writeNamespace)
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

  static func protocols(_ invocation: Invocation) throws(Failure) -> [String] {
    var names: [String] = []
    for list in invocation.values("--protocol") {
      for word in list.split(separator: ",") {
        let name = String(word.uppercased().map { $0 == "-" ? "_" : $0 })
        guard MethodContract.netlinkProtocols.contains(name) else {
          let known = MethodContract.netlinkProtocols.map { $0.lowercased() }
          let ending =
            Spelling.nearest(to: word.lowercased(), among: known).map { "; did you mean \($0)?" }
            ?? "; there are \(known.joined(separator: ", "))"
          throw invocation.usage("there is no protocol \"\(word)\"\(ending)")
        }
        names.append(name)
      }
    }
    return names
  }
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
    Column("LOCAL", of: "localCID", "localPort") { row, out in end(row, &out) },
    Column("REMOTE", of: "remoteCID", "remotePort") { row, out in end(row, &out) },
    Column("INODE", align: .right, dispensability: 1, member: "inode"),
  ]

  /// `CID:PORT`, as ss(8) writes it.
  private static func end(_ row: borrowing Row, _ out: inout OutputBuffer) -> Int {
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
