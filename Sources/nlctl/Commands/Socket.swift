internal import Protocol
internal import Syscalls

extension Command {
  static let socket = Command(
    name: "socket", operands: "tcp|udp [LOCAL [REMOTE]]", operandCount: 1...3,
    summary: "one TCP or UDP socket, without a dump of all",
    details: """
      Shows one socket, given by its two endpoints or by its cookie. An endpoint is
      ADDRESS:PORT, with IPv6 addresses in brackets. LOCAL alone finds a socket
      without a peer, for instance a listening one.
      """,
    options: [
      Option("--cookie", value: "HEX", "the cookie; without endpoints the search is slow"),
      Option("--device", value: "NAME", "the device to which the socket is bound, if any"),
      Option("--details", value: "DETAIL,...", "these details, such as ulp,md5; or all"),
      .networkNamespace,
    ],
    examples: [
      (
        "nlctl socket tcp 127.0.0.1:22 127.0.0.1:50000 --details info", "a connection with tcp_info"
      ),
      ("nlctl socket udp [::]:53", "the UDP socket of this port"),
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
  private var endpoints: [(address: String, port: UInt16)] = []
  private let cookie: String?
  private let device: String?
  private let details: [String]

  init(_ invocation: Invocation) throws(Failure) {
    transport = invocation.operands.first ?? ""
    guard ["tcp", "udp"].contains(transport) else {
      throw invocation.usage("\"\(transport)\" is neither tcp nor udp")
    }
    for operand in invocation.operands.dropFirst() {
      endpoints.append(try SocketQuery.endpoint(operand, invocation))
    }
    cookie = invocation.value("--cookie")
    guard !endpoints.isEmpty || cookie != nil else {
      throw invocation.usage("socket needs a local address and port, or --cookie")
    }
    device = invocation.value("--device")
    details = try InetDetails.requested(invocation)
  }

  /// Writes the parameters.
  func write(_ json: inout JSONWriter) {
    json.member("protocol", transport)
    if let local = endpoints.first {
      json.member("localAddress", local.address)
      json.member("localPort", local.port)
    }
    if endpoints.count > 1, let remote = endpoints.last {
      json.member("remoteAddress", remote.address)
      json.member("remotePort", remote.port)
    }
    json.parameter("interface", device)
    json.parameter("cookie", cookie)
    json.list("details", details)
  }

  private static func endpoint(
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
