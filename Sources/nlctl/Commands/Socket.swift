internal import Protocol
internal import Syscalls

extension Command {
  static let socket = Command(
    name: "socket", operands: "tcp|udp [LOCAL [REMOTE]]", operandCount: 1...3,
    summary: "one TCP or UDP socket, without listing all",
    details: """
      Shows one socket, by its ends as ADDRESS:PORT with IPv6 addresses in brackets, or by its
      cookie. LOCAL alone finds a socket without a peer, for instance a listening one.
      """,
    options: [
      Option("--cookie", value: "HEX", "the cookie, with the ends or, slowly, without them"),
      Option("--device", value: "NAME", "the device the socket is bound to, where it is"),
      Option("--details", value: "DETAIL,...", "these details, for instance ulp,md5; or all"),
      .networkNamespace,
    ],
    examples: [
      ("nlctl socket tcp 127.0.0.1:22 127.0.0.1:50000 --details info", "how a connection fares"),
      ("nlctl socket udp [::]:53", "who receives there"),
    ],
    run: { invocation throws(Failure) in
      let query = try SocketQuery(invocation)
      return try ObjectCommand(invocation, .inetSocket).run { json in
        query.write(&json)
        invocation.writeNamespace(&json)
      }
    })
}

/// The parameters of `inetSocket`.
struct SocketQuery {
  private let transport: String
  private var ends: [(address: String, port: UInt16)] = []
  private let cookie: String?
  private let device: String?
  private let details: [String]

  init(_ invocation: Invocation) throws(Failure) {
    transport = invocation.operands.first ?? ""
    guard ["tcp", "udp"].contains(transport) else {
      throw invocation.usage("\"\(transport)\" is neither tcp nor udp")
    }
    for operand in invocation.operands.dropFirst() {
      ends.append(try SocketQuery.end(operand, invocation))
    }
    cookie = invocation.value("--cookie")
    guard !ends.isEmpty || cookie != nil else {
      throw invocation.usage("socket needs a local address and port, or --cookie")
    }
    device = invocation.value("--device")
    details = try InetDetails.wanted(invocation)
  }

  func write(_ json: inout JSONWriter) {
    json.member("protocol", transport)
    if let local = ends.first {
      json.member("localAddress", local.address)
      json.member("localPort", local.port)
    }
    if ends.count > 1, let remote = ends.last {
      json.member("remoteAddress", remote.address)
      json.member("remotePort", remote.port)
    }
    if let device { json.member("interface", device) }
    if let cookie { json.member("cookie", cookie) }
    json.list("details", details)
  }

  private static func end(
    _ text: String, _ invocation: Invocation
  ) throws(Failure) -> (address: String, port: UInt16) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[colon...].dropFirst()) else {
      throw invocation.usage("\"\(text)\" is not ADDRESS:PORT")
    }
    var address = text[..<colon]
    if address.hasPrefix("["), address.hasSuffix("]") {
      address = address.dropFirst().dropLast()
    }
    return (String(address), port)
  }
}
