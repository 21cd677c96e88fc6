/// The attributes of links of one kind in IFLA_INFO_DATA, or of their ports in
/// IFLA_INFO_SLAVE_DATA. To add an attribute, add a line to the file of its kind.
public struct LinkKind: Sendable {
  /// The kinds that share these attributes: IFLA_INFO_KIND or IFLA_INFO_SLAVE_KIND.
  public let names: [StaticString]
  /// The attributes in the order in which the record contains them.
  public let fields: [LinkField]
  private let known: UInt64

  init(_ names: [StaticString], _ fields: [LinkField]) {
    self.names = names
    self.fields = fields
    known = fields.reduce(0) { $0 | 1 << UInt64($1.type) }
  }

  /// Whether an attribute is among the fields.
  public func knows(_ type: UInt16) -> Bool { type < 64 && known >> UInt64(type) & 1 == 1 }

  /// The kinds of links whose attributes are known.
  public static let all: [LinkKind] = [
    .bridge, .vxlan, .macvlan, .tun, .vlan, .bond, .vrf, .ipvlan, .netkit, .geneve, .gre,
    .ipTunnel, .sit, .gtp, .vti, .xfrm, .macsec, .hsr,
  ]

  /// The kinds of masters whose ports have known attributes.
  public static let ports: [LinkKind] = [.bridgePort, .bondPort, .vrfPort]

  /// The kind of that name; nil if its attributes are not known.
  public static func find(_ name: RawSpan, among kinds: [LinkKind]) -> LinkKind? {
    kinds.first { kind in kind.names.contains { $0.isText(name) } }
  }
}

/// One attribute of a kind of links.
public struct LinkField: Sendable {
  /// The attribute's number. The comment on its line has the name in the kernel's header.
  public let type: UInt16
  /// The member's name in the record: the kernel's name without prefix and abbreviations.
  public let name: StaticString
  public let form: LinkFieldForm
  /// Whether the kernel sends the attribute only to processes with CAP_NET_ADMIN.
  public let isReserved: Bool

  public init(
    _ type: UInt16, _ name: StaticString, _ form: LinkFieldForm, isReserved: Bool = false
  ) {
    self.type = type
    self.name = name
    self.form = form
    self.isReserved = isReserved
  }
}

/// How to read the bytes of an attribute. Integers are as wide as the attribute is long, 1, 2, 4 or
/// 8 bytes, since kernel releases have changed some widths.
public indirect enum LinkFieldForm: Sendable {
  /// An unsigned integer in host byte order.
  case number
  /// A signed integer in host byte order.
  case signed
  /// An unsigned integer in network byte order.
  case bigEndian
  /// True if the integer is not zero, or if the attribute is present and has no bytes.
  case boolean
  /// An integer in host byte order with one of these values.
  case words([WireWord])
  /// An integer in host byte order with a set of these bits.
  case bits([WireWord])
  /// An integer in network byte order with a set of these bits.
  case networkBits([WireWord])
  /// Two u32 in host byte order: the bits, and a mask of those that are valid.
  case maskedBits([WireWord])
  /// A link's index. The record also contains the name of that link, in a member of this name.
  case link(StaticString)
  case hardwareAddress
  /// 4 or 16 bytes.
  case ipAddress
  /// `struct ifla_bridge_id`: a priority of two bytes and a hardware address.
  case bridgeID
  /// An EtherType in network byte order.
  case etherType
  /// Two ports in network byte order.
  case portRange
  /// A list of attributes, each with a `struct ifla_vlan_qos_mapping`: two u32 in host byte order.
  case mappings
  /// A list of attributes that all have this form.
  case list(LinkFieldForm)
  case nested([LinkField])
  /// Bytes that are no number, in network byte order.
  case hex
  /// A boolean u32; all ones mean unknown.
  case setting
  /// The bytes of a struct at these offsets, in this form.
  case part(Range<Int>, LinkFieldForm)
  /// Padding that aligns the next attribute to eight bytes.
  case padding
}

/// A value of an enumeration, or a bit, and its word in the record.
public struct WireWord: Sendable {
  public let number: UInt64
  public let word: StaticString

  init(_ number: UInt64, _ word: StaticString) {
    self.number = number
    self.word = word
  }
}

extension RawSpan {
  /// These bytes as one integer in host byte order; nil unless there are 1, 2, 4 or 8.
  public var integerByLength: UInt64? {
    switch byteCount {
    case 1: load(UInt8.self, at: 0).map { UInt64($0) }
    case 2: load(UInt16.self, at: 0).map { UInt64($0) }
    case 4: load(UInt32.self, at: 0).map { UInt64($0) }
    case 8: load(UInt64.self, at: 0)
    default: nil
    }
  }

  /// These bytes as one integer in network byte order; nil unless there are 1, 2, 4 or 8.
  public var bigEndianByLength: UInt64? {
    switch byteCount {
    case 1: load(UInt8.self, at: 0).map { UInt64($0) }
    case 2: loadBigEndian(UInt16.self, at: 0).map { UInt64($0) }
    case 4: loadBigEndian(UInt32.self, at: 0).map { UInt64($0) }
    case 8: loadBigEndian(UInt64.self, at: 0)
    default: nil
    }
  }
}

extension StaticString {
  /// Whether the bytes before the first NUL are this text.
  fileprivate func isText(_ bytes: RawSpan) -> Bool {
    let text = bytes.beforeNUL
    guard text.byteCount == utf8CodeUnitCount else { return false }
    return withUTF8Buffer { own in
      for index in 0..<text.byteCount where unsafe text.load(UInt8.self, at: index) != own[index] {
        return false
      }
      return true
    }
  }
}
