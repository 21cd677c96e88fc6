/// `struct fib_rule_hdr` of `linux/fib_rules.h`, 12 bytes; attributes follow. It has the layout of
/// `struct rtmsg`, with the action in the place of rtm_type.
public struct RuleMessage: Equatable, Sendable {
  public static let size = RouteMessage.size

  public var family: UInt8  // family: AF_INET, AF_INET6
  public var destinationLength: UInt8  // dst_len, bits
  public var sourceLength: UInt8  // src_len, bits
  public var tos: UInt8  // tos
  public var table: UInt8  // table, RT_TABLE_COMPAT if the number needs FRA_TABLE
  public var action: UInt8  // action, FR_ACT_
  public var flags: UInt32  // flags, FIB_RULE_

  /// Reads the fixed part, whose fields are in host byte order; nil if the bytes end before it
  /// does.
  public init?(_ bytes: RawSpan) {
    guard let header = RouteMessage(bytes) else { return nil }
    family = header.family
    destinationLength = header.destinationLength
    sourceLength = header.sourceLength
    tos = header.tos
    table = header.table
    action = header.type
    flags = header.flags
  }
}

/// Attributes of a rule that the agent reads: FRA_ of `linux/fib_rules.h`. Integers are u32 in host
/// byte order unless a comment states otherwise.
public enum RuleAttribute {
  public static let destination: UInt16 = 1  // FRA_DST, an address in network byte order
  public static let source: UInt16 = 2  // FRA_SRC, an address in network byte order
  public static let inputInterface: UInt16 = 3  // FRA_IIFNAME, a string of any bytes
  public static let goto: UInt16 = 4  // FRA_GOTO, a priority
  public static let priority: UInt16 = 6  // FRA_PRIORITY, absent if it is 0
  public static let mark: UInt16 = 10  // FRA_FWMARK
  public static let flow: UInt16 = 11  // FRA_FLOW, realms: source << 16 | destination
  public static let tunnelID: UInt16 = 12  // FRA_TUN_ID, u64 in network byte order
  public static let suppressGroup: UInt16 = 13  // FRA_SUPPRESS_IFGROUP, all ones means none
  public static let suppressPrefix: UInt16 = 14  // FRA_SUPPRESS_PREFIXLEN, all ones means none
  public static let table: UInt16 = 15  // FRA_TABLE
  public static let mask: UInt16 = 16  // FRA_FWMASK
  public static let outputInterface: UInt16 = 17  // FRA_OIFNAME, a string of any bytes
  public static let l3mdev: UInt16 = 19  // FRA_L3MDEV, u8
  public static let uidRange: UInt16 = 20  // FRA_UID_RANGE, two u32, both inclusive
  public static let origin: UInt16 = 21  // FRA_PROTOCOL, u8, RTPROT_
  public static let ipProtocol: UInt16 = 22  // FRA_IP_PROTO, u8
  public static let sourcePorts: UInt16 = 23  // FRA_SPORT_RANGE, two u16 in host byte order
  public static let destinationPorts: UInt16 = 24  // FRA_DPORT_RANGE, two u16 in host byte order
  public static let dscp: UInt16 = 25  // FRA_DSCP, u8, Linux 6.13
  public static let flowLabel: UInt16 = 26  // FRA_FLOWLABEL, u32 in network byte order, Linux 6.14
  public static let flowLabelMask: UInt16 = 27  // FRA_FLOWLABEL_MASK, as FRA_FLOWLABEL
  public static let sourcePortMask: UInt16 = 28  // FRA_SPORT_MASK, u16, Linux 6.15
  public static let destinationPortMask: UInt16 = 29  // FRA_DPORT_MASK, u16, Linux 6.15
  public static let dscpMask: UInt16 = 30  // FRA_DSCP_MASK, u8, Linux 6.15
}

extension Request {
  /// A dump of the rules of one family (`struct fib_rule_hdr`, RTM_GETRULE).
  public static func ruleDump(family: UInt8) -> Request {
    var request = Request(type: RouteMessageType.getRule, flags: MessageFlag.dump)
    request.append(family)  // family
    request.append(UInt8(0))  // dst_len
    request.append(UInt8(0))  // src_len
    request.append(UInt8(0))  // tos
    request.append(UInt8(0))  // table
    request.append(UInt16(0))  // res1, res2
    request.append(UInt8(0))  // action
    request.append(UInt32(0))  // flags
    return request
  }
}
