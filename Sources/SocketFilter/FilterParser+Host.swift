internal import Netlink
internal import Vocabulary

extension FilterParser {
  /// Parses `[inet:|inet6:]HOST[/PREFIX][:PORT]`. HOST is an IPv4 address, an IPv6 address (in
  /// brackets if a port follows), `*` or empty.
  func host(
    _ end: InetDiagProgram.End, _ value: String, _ column: Int
  ) throws(FilterError) -> FilterTree {
    let (family, host, skipped) = FilterParser.family(value[...])
    let parts = try HostParts(host, column + skipped)
    var trees: [FilterTree] = []
    if let family { trees.append(.test(.family(family))) }
    if let condition = parts.condition {
      if let family, family != condition.family {
        throw FilterError(
          message: "this is not an \(family == .v4 ? "inet" : "inet6") address",
          column: column + skipped)
      }
      trees.append(.test(.host(end, condition)))
    }
    if let port = try port(parts.port, column + skipped + parts.portOffset) {
      trees.append(.test(.port(end, .equal, port)))
    }
    switch trees.count {
    case 0: return .constant(true)
    case 1: return trees[0]
    default: return .all(trees)
    }
  }
}

/// The parts of a host.
private struct HostParts {
  /// nil for any address.
  private(set) var condition: HostCondition?
  /// The port with its colon; empty if there is none.
  private(set) var port: Substring = ""
  /// The offset of the port in the text, in Unicode scalar values.
  private(set) var portOffset = 0

  init(_ text: Substring, _ column: Int) throws(FilterError) {
    guard !text.contains("%") else {
      throw FilterError(
        message: "an address cannot contain a device here", column: column,
        hint: "Write after the address: and dev = NAME")
    }
    var address = text
    if text.hasPrefix("[") {
      guard let bracket = text.firstIndex(of: "]") else {
        throw FilterError(message: "this \"[\" is not closed", column: column)
      }
      let inside = text[text.index(after: text.startIndex)..<bracket]
      let suffix = text[text.index(after: bracket)...]
      let prefix = suffix.prefix { $0 != ":" }
      setPort(suffix[prefix.endIndex...], in: text)
      guard prefix.isEmpty || (prefix.hasPrefix("/") && !inside.contains("/")) else {
        throw FilterError(
          message: "\"\(prefix.prefix(64))\" is not expected after an address", column: column)
      }
      condition = try HostParts.condition(inside + prefix, column)
      return
    }
    // A complete IPv6 address contains colons that do not begin a port.
    if InetAddressParser.v6(text.prefix { $0 != "/" }) == nil || text.isEmpty {
      let slash = text.firstIndex(of: "/") ?? text.startIndex
      if let colon = text[slash...].lastIndex(of: ":") {
        setPort(text[colon...], in: text)
        address = text[..<colon]
      }
    }
    if ["", "*", "any", "all", "default"].contains(address) { return }
    condition = try HostParts.condition(address, column)
  }

  private mutating func setPort(_ port: Substring, in text: Substring) {
    guard port.hasPrefix(":") else { return }
    self.port = port
    portOffset = text.unicodeScalars.distance(from: text.startIndex, to: port.startIndex)
  }

  private static func condition(
    _ text: Substring, _ column: Int
  ) throws(FilterError) -> HostCondition {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let written = parts.first ?? ""
    let isShort = parts.count == 2
    if let v4 = InetAddressParser.v4(written, short: isShort) {
      let prefix = try prefix(parts, atMost: 32, column)
      return HostCondition(
        family: .v4, address: InetAddress(high: UInt64(v4) << 32, low: 0), prefix: prefix)
    }
    if let v6 = InetAddressParser.v6(written), !written.isEmpty {
      return HostCondition(
        family: .v6, address: v6, prefix: try prefix(parts, atMost: 128, column))
    }
    throw FilterError(
      message: "\"\(written.prefix(64))\" is not an address", column: column, hint: hint(written))
  }

  private static func prefix(
    _ parts: [Substring], atMost longest: UInt8, _ column: Int
  ) throws(FilterError) -> UInt8 {
    guard parts.count == 2 else { return longest }
    guard let prefix = UInt8(filter: parts[1]), prefix <= longest else {
      throw FilterError(
        message:
          "\"\(parts[1].prefix(64))\" is not a prefix length: it must be from 0 to \(longest)",
        column: column + parts[0].unicodeScalars.count + 1)
    }
    return prefix
  }

  private static func hint(_ written: Substring) -> String {
    if written.hasPrefix("/") || written.hasPrefix("@") || written == "unix" {
      return "For paths use unixConnections (nlctl unix)."
    }
    if let port = UInt16(filter: written) { return "For a port, write: src :\(port)" }
    return "Host names are not resolved. For instance: src 10.0.0.0/8, src [::1]:443"
  }
}
