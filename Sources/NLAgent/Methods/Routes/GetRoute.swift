internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// `getRoute`: RTM_GETROUTE for one destination.
enum GetRoute {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let namespace = try call.oneNamespace()
    let question = try question(call.parameters, in: namespace)
    let to = call.parameters.string("to") ?? ""
    var conversation = try explained(
      try KernelSockets.open(
        .route, bufferBytes: Conversation<KernelTransport>.exchangeBytes, in: namespace))
    var record = RouteRecord(in: RecordNamespace(namespace))
    do throws(NetlinkError) {
      try conversation.exchange(.routeLookup(question)) { message throws(NetlinkError) in
        guard let route = RouteMessage(message.payload) else {
          throw .malformed("rtmsg cut short", offset: 0)
        }
        try record.write(route, message.payload, to: &response.json)
      }
    } catch {
      throw refusal(error, to)
    }
  }

  /// The error for a lookup. The kernel reports a decision as an errno, which here does not mean a
  /// lack of rights or of files.
  private static func refusal(_ error: NetlinkError, _ to: String) -> RPCError {
    let what = "find a route to \(to)"
    guard case .kernel(let refusal) = error else { return RPCError(error, doing: what) }
    let hint: String? =
      switch refusal.errno {
      case .networkUnreachable: "No table chosen by a rule contains a route to it."
      case .noRouteToHost: "A route or rule of type unreachable applies."
      case .permissionDenied: "A route or rule of type prohibit applies."
      case .invalidArgument:
        "A route or rule of type blackhole applies, or the parameters do not fit together."
      default: nil
      }
    return RPCError(
      .kernelError, "cannot \(what): \(refusal.errno.explanation)",
      errno: refusal.errno.name, kernel: refusal.text, hint: hint)
  }

  private static func question(
    _ parameters: Parameters, in namespace: TargetNamespace?
  ) throws(RPCError) -> RouteLookup {
    guard let to = try address(parameters, "to") else {
      throw RPCError(.invalidParams, "getRoute needs the parameter \"to\"")
    }
    var question = RouteLookup(family: to.family.number, to: to.bytes)
    if let from = try address(parameters, "from") {
      guard from.family == to.family else {
        throw RPCError(.invalidParams, "\"to\" and \"from\" are of different families")
      }
      question.from = from.bytes
    }
    question.tos = try number(parameters, "tos") ?? 0
    question.inputInterface = try interface(parameters, "inputInterface", in: namespace)
    question.outputInterface = try interface(parameters, "outputInterface", in: namespace)
    question.mark = try number(parameters, "mark")
    question.uid = try number(parameters, "uid")
    question.ipProtocol = try ipProtocol(parameters)
    question.sourcePort = try number(parameters, "sourcePort")
    question.destinationPort = try number(parameters, "destinationPort")
    return question
  }

  private static func address(
    _ parameters: Parameters, _ name: String
  ) throws(RPCError) -> (family: InetFamily, bytes: [UInt8])? {
    guard let text = parameters.string(name) else { return nil }
    if let v4 = InetAddressParser.v4(text[...]) { return (.v4, bytes(v4)) }
    guard text.contains(":"), let v6 = InetAddressParser.v6(text[...]) else {
      throw RPCError(
        .invalidParams, "parameter \"\(name)\" is not an IPv4 or IPv6 address",
        hint: "For instance 192.0.2.1 or 2001:db8::1, without a prefix length.")
    }
    return (.v6, bytes(v6.high) + bytes(v6.low))
  }

  /// The bytes of a number in network byte order.
  private static func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    (1...Value.bitWidth / 8).map {
      UInt8(truncatingIfNeeded: value >> (Value.bitWidth - 8 * $0))
    }
  }

  private static func number<Value: FixedWidthInteger>(
    _ parameters: Parameters, _ name: String
  ) throws(RPCError) -> Value? {
    guard let number = parameters.uint64(name) else { return nil }
    guard let value = Value(exactly: number) else {
      throw RPCError(.invalidParams, "parameter \"\(name)\" must be from 0 to \(Value.max)")
    }
    return value
  }

  private static func interface(
    _ parameters: Parameters, _ name: String, in namespace: TargetNamespace?
  ) throws(RPCError) -> UInt32? {
    guard let text = parameters.string(name) else { return nil }
    guard let index = try MethodCall.interfaceIndex(text, in: namespace) else {
      throw RPCError(
        .notFound, "there is no network interface \"\(text.prefix(128))\"", errno: "ENODEV",
        hint: "listLinks lists them.")
    }
    return index
  }

  /// The number of a protocol (see protocols(5)), by name or number. The kernel uses ports for TCP,
  /// UDP and SCTP.
  private static func ipProtocol(_ parameters: Parameters) throws(RPCError) -> UInt8? {
    guard let text = parameters.string("protocol") else { return nil }
    switch text {
    case "tcp": return 6  // IPPROTO_TCP
    case "udp": return 17  // IPPROTO_UDP
    case "icmp": return 1  // IPPROTO_ICMP
    case "icmpv6": return 58  // IPPROTO_ICMPV6
    case "sctp": return 132  // IPPROTO_SCTP
    default:
      guard let number = UInt8(text), text.first != "+" else {
        throw RPCError(
          .invalidParams, "parameter \"protocol\" cannot be \"\(text.prefix(64))\"",
          hint: "It must be tcp, udp, icmp, icmpv6, sctp, or a number from 0 to 255.")
      }
      return number
    }
  }
}
