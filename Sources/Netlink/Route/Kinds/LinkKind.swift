/// What links of one kind tell of themselves in IFLA_INFO_DATA, or what their ports tell in
/// IFLA_INFO_SLAVE_DATA: a list of attributes. A new one is a line in its kind's file.
public struct LinkKind: Sendable {
  /// The kinds that share these attributes: IFLA_INFO_KIND or IFLA_INFO_SLAVE_KIND.
  public let names: [StaticString]
  /// In the order in which they are told.
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
    .ipTunnel, .vti, .xfrm, .macsec, .hsr,
  ]

  /// The kinds of masters whose ports have known attributes.
  public static let ports: [LinkKind] = [.bridgePort, .bondPort, .vrfPort]

  /// The kind of that name; nil where its attributes are not known.
  public static func find(_ name: RawSpan, among kinds: [LinkKind]) -> LinkKind? {
    kinds.first { kind in kind.names.contains { $0.isText(name) } }
  }
}

/// One attribute of a kind of links.
public struct LinkField: Sendable {
  /// Its number; the comment behind it says its name in the kernel's header.
  public let type: UInt16
  /// That name without its prefix, in words written out.
  public let name: StaticString
  public let form: LinkFieldForm

  public init(_ type: UInt16, _ name: StaticString, _ form: LinkFieldForm) {
    self.type = type
    self.name = name
    self.form = form
  }
}

/// How the bytes of an attribute are to be read. Integers have the width that their length says,
/// 1, 2, 4 or 8 bytes, for kernels have changed some of them.
public indirect enum LinkFieldForm: Sendable {
  /// In host byte order.
  case number
  /// In host byte order, with a sign.
  case signed
  /// In network byte order.
  case bigEndian
  /// An integer that is not zero, or an attribute that is there without any bytes.
  case boolean
  /// One of these numbers.
  case words([WireWord])
  /// A set of bits in host byte order.
  case bits([WireWord])
  /// A set of bits in network byte order.
  case networkBits([WireWord])
  /// Two u32 in host byte order: bits, and which of them mean anything.
  case maskedBits([WireWord])
  /// A link's index; the name of that link is told under this name.
  case link(StaticString)
  case hardwareAddress
  /// 4 or 16 bytes.
  case ipAddress
  /// `struct ifla_bridge_id`: a priority of two bytes, and a hardware address.
  case bridgeID
  /// An EtherType in network byte order.
  case etherType
  /// Two ports in network byte order.
  case portRange
  /// Attributes of `struct ifla_vlan_qos_mapping`: two u32 in host byte order.
  case mappings
  /// Attributes of one form each.
  case list(LinkFieldForm)
  case nested([LinkField])
  /// Bytes that are no number, in network byte order.
  case hex
  /// A u32 that is not zero; all ones say that nobody knows.
  case setting
  /// Some bytes of a struct.
  case part(Range<Int>, LinkFieldForm)
  /// What only moves the next attribute to a multiple of eight.
  case padding
}

/// A number of an enumeration, or a bit, and its word.
public struct WireWord: Sendable {
  public let number: UInt32
  public let word: StaticString

  init(_ number: UInt32, _ word: StaticString) {
    self.number = number
    self.word = word
  }
}

extension RawSpan {
  /// An integer in host byte order of as many bytes as these are: 1, 2, 4 or 8.
  public var integerByLength: UInt64? {
    switch byteCount {
    case 1: load(UInt8.self, at: 0).map { UInt64($0) }
    case 2: load(UInt16.self, at: 0).map { UInt64($0) }
    case 4: load(UInt32.self, at: 0).map { UInt64($0) }
    case 8: load(UInt64.self, at: 0)
    default: nil
    }
  }

  /// The same in network byte order.
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
  /// Whether the bytes are just this text.
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
