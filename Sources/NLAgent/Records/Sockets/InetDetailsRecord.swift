internal import Netlink
internal import Privileged
internal import Protocol
internal import Vocabulary

/// Writes the attributes of a socket's message as members of its record. An attribute that is not
/// listed here is never sent to a client.
struct InetDetailsRecord {
  private let transport: InetTransport
  private let wanted: InetDetails
  private let cgroups: CgroupPaths
  private let visible: VisibleAttributes
  private var options = RecentWords("options", socketOptions)
  private var optionWords = RecentWords("optionWords", tcpOptions)

  /// - Parameters:
  ///   - cgroups: shared by all records of one request, so that the hierarchy is walked once.
  ///   - visible: the reserved attributes that the client may see.
  init(
    _ transport: InetTransport, _ wanted: InetDetails, _ cgroups: CgroupPaths,
    _ visible: VisibleAttributes
  ) {
    self.transport = transport
    self.wanted = wanted
    self.cgroups = cgroups
    self.visible = visible
  }

  /// Writes the members.
  /// - Parameter message: the message, starting with `struct inet_diag_msg`.
  mutating func write(_ message: RawSpan, to json: inout JSONWriter) throws(NetlinkError) {
    var attributes = AttributeCursor(message, from: InetDiagMessage.size)
    while let attribute = try attributes.next() {
      let payload = message.extracting(attribute.start..<attribute.start + attribute.count)
      switch attribute.type {
      case InetDiagAttribute.info where wanted.contains(.info): writeInfo(payload, to: &json)
      case InetDiagAttribute.socketMemory where wanted.contains(.memory):
        json.member("memory", .socketMemory, of: payload)
      case InetDiagAttribute.congestion where wanted.contains(.congestion):
        json.member("congestion", bytes: payload.beforeNUL)
      case InetDiagAttribute.vegasInfo where wanted.contains(.congestion):
        json.member("vegas", .vegas, of: payload)
      case InetDiagAttribute.dctcpInfo where wanted.contains(.congestion):
        json.member("dctcp", .dctcp, of: payload)
      case InetDiagAttribute.bbrInfo where wanted.contains(.congestion):
        json.member("bbr", .bbr, of: payload)
      case InetDiagAttribute.tos where wanted.contains(.tos):
        json.member("tos", ifPresent: payload.load(UInt8.self, at: 0))
      case InetDiagAttribute.trafficClass where wanted.contains(.tos):
        json.member("trafficClass", ifPresent: payload.load(UInt8.self, at: 0))
      case InetDiagAttribute.classID where wanted.contains(.tos):
        json.member("classID", ifPresent: payload.load(UInt32.self, at: 0))
      case InetDiagAttribute.mark where wanted.contains(.mark) && visible.contains(.mark):
        json.member("mark", ifPresent: payload.load(UInt32.self, at: 0))
      case InetDiagAttribute.socketOptions where wanted.contains(.options):
        guard let bits = payload.load(UInt16.self, at: 0) else { break }
        options.write(UInt32(bits), to: &json)
      case InetDiagAttribute.ulpInfo where wanted.contains(.ulp):
        try ULPRecord.write(payload, visible, to: &json)
      case InetDiagAttribute.cgroupID where wanted.contains(.cgroup):
        guard let id = payload.load(UInt64.self, at: 0) else { break }
        json.member("cgroupID", id)
        cgroups.write("cgroup", id, to: &json)
      case InetDiagAttribute.shutdown where wanted.contains(.shutdown):
        guard let bits = payload.load(UInt8.self, at: 0), bits != 0 else { break }
        json.member("shutdown", UInt32(bits), words: InetDetailsRecord.directions)
      // The payload contains the keys, which must not be sent.
      case InetDiagAttribute.md5Signature
      where wanted.contains(.md5) && visible.contains(.md5Presence):
        json.member("md5Signature", true)
      default: break
      }
    }
  }

  private mutating func writeInfo(_ bytes: RawSpan, to json: inout JSONWriter) {
    switch transport {
    case .tcp:
      json.key("tcpInfo")
      json.beginObject()
      json.members(.tcpInfo, of: bytes)
      if let bits = bytes.load(UInt8.self, at: TCPInfo.optionsOffset) {
        optionWords.write(UInt32(bits), to: &json)
      }
      json.memberTail(of: bytes, from: TCPInfo.knownBytes)
      json.endObject()
    case .mptcp:
      json.key("mptcpInfo")
      json.beginObject()
      json.members(.mptcpInfo, of: bytes)
      if let bits = bytes.load(UInt32.self, at: MPTCPInfo.flagsOffset) {
        json.member("flagWords", bits, words: InetDetailsRecord.mptcpFlags)
      }
      json.memberTail(of: bytes, from: MPTCPInfo.knownBytes)
      json.endObject()
    case .sctp:
      json.key("sctpInfo")
      json.beginObject()
      json.members(.sctpInfo, of: bytes)
      json.memberTail(of: bytes, from: SCTPInfo.knownBytes)
      json.endObject()
    case .udp, .udplite, .raw: break
    }
  }

  // TCPI_OPT_… of `linux/tcp.h`.
  private static let tcpOptions = [
    FlagWord(0x01, "TIMESTAMPS"), FlagWord(0x02, "SACK"), FlagWord(0x04, "WSCALE"),
    FlagWord(0x08, "ECN"), FlagWord(0x10, "ECN_SEEN"), FlagWord(0x20, "SYN_DATA"),
    FlagWord(0x40, "USEC_TS"), FlagWord(0x80, "TFO_CHILD"),
  ]

  // MPTCP_INFO_FLAG_… of `linux/mptcp.h`.
  private static let mptcpFlags = [
    FlagWord(0x1, "FALLBACK"), FlagWord(0x2, "REMOTE_KEY_RECEIVED"),
  ]

  // The bits of `struct inet_diag_sockopt`, in the order of the header.
  private static let socketOptions = [
    FlagWord(1 << 0, "recverr"), FlagWord(1 << 1, "is_icsk"), FlagWord(1 << 2, "freebind"),
    FlagWord(1 << 3, "hdrincl"), FlagWord(1 << 4, "mc_loop"), FlagWord(1 << 5, "transparent"),
    FlagWord(1 << 6, "mc_all"), FlagWord(1 << 7, "nodefrag"),
    FlagWord(1 << 8, "bind_address_no_port"), FlagWord(1 << 9, "recverr_rfc4884"),
    FlagWord(1 << 10, "defer_connect"),
  ]

  // RCV_SHUTDOWN and SEND_SHUTDOWN of `net/sock.h`.
  private static let directions = [FlagWord(1, "receive"), FlagWord(2, "send")]
}

extension JSONWriter {
  /// Writes a member, or nothing if the attribute was too short for its value.
  mutating func member<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, ifPresent value: Value?
  ) {
    if let value { member(name, value) }
  }
}
