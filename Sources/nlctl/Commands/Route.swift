internal import Protocol
internal import Syscalls

extension Command {
  static let route = Command(
    name: "route", operands: "ADDRESS", operandCount: 1...1,
    summary: "how the kernel would route a packet",
    details: """
      Asks the kernel how it would route a packet to ADDRESS, according to all rules
      and tables, as ip route get does. The options are the values that rules may
      compare. If the packet cannot be sent, the result is an error with the kernel's
      reason.
      """,
    options: [
      Option("--from", value: "ADDRESS", "the source address"),
      Option("--iif", value: "INTERFACE", "the interface that received the packet"),
      Option("--oif", value: "INTERFACE", "the interface that must send the packet"),
      Option("--mark", value: "N", "the mark (fwmark)"),
      Option("--uid", value: "UID", "the owner of the socket"),
      Option("--protocol", value: "PROTOCOL", "tcp, udp, icmp, icmpv6, sctp, or a number"),
      Option("--sport", value: "PORT", "the source port"),
      Option("--dport", value: "PORT", "the destination port"),
      Option("--tos", value: "N", "the type of service"),
      .networkNamespace,
    ],
    examples: [
      ("nlctl route 192.0.2.1", "the route to this address"),
      ("nlctl route 2001:db8::1 --mark 0x10", "for packets with this mark"),
      ("nlctl route 192.0.2.1 --protocol tcp --dport 443", "if rules compare ports"),
    ],
    run: { invocation throws(Failure) in
      let query = try RouteQuery(invocation)
      return try ObjectCommand(invocation, .getRoute).run { json in
        query.write(&json)
        invocation.writeNamespace(&json)
      }
    })
}

/// The parameters of `getRoute`.
struct RouteQuery {
  private var texts: [(name: String, value: String)] = []
  private var numbers: [(name: String, value: UInt64)] = []

  init(_ invocation: Invocation) throws(Failure) {
    texts.append(("to", invocation.operands.first ?? ""))
    for option in invocation.options {
      switch option.name {
      case "--from": texts.append(("from", option.value))
      case "--iif": texts.append(("inputInterface", option.value))
      case "--oif": texts.append(("outputInterface", option.value))
      case "--protocol": texts.append(("protocol", option.value))
      case "--mark": try add("mark", option, invocation)
      case "--uid": try add("uid", option, invocation)
      case "--sport": try add("sourcePort", option, invocation)
      case "--dport": try add("destinationPort", option, invocation)
      case "--tos": try add("tos", option, invocation)
      default: break
      }
    }
  }

  private mutating func add(
    _ name: String, _ option: (name: String, value: String), _ invocation: Invocation
  ) throws(Failure) {
    let isHex = option.value.hasPrefix("0x")
    let digits = isHex ? option.value.dropFirst(2) : option.value[...]
    guard let number = UInt64(digits, radix: isHex ? 16 : 10), !digits.hasPrefix("+") else {
      throw invocation.usage(
        "\(option.name) takes a number, such as 16 or 0x10, not \"\(option.value)\"")
    }
    numbers.append((name, number))
  }

  /// Writes the parameters. If an option was given several times, the last value is used.
  func write(_ json: inout JSONWriter) {
    for (index, text) in texts.enumerated()
    where !texts[(index + 1)...].contains(where: { $0.name == text.name }) {
      json.key(dynamic: text.name)
      json.string(text.value)
    }
    for (index, number) in numbers.enumerated()
    where !numbers[(index + 1)...].contains(where: { $0.name == number.name }) {
      json.key(dynamic: number.name)
      json.integer(number.value)
    }
  }
}
