internal import Netlink

/// The kernel's description of its own types in the BPF Type Format, of which the agent reads only
/// the few that it needs. See linux/btf.h and `bpf/btf.rst` of the kernel's documentation. The
/// bytes are not trusted: anything malformed gives nil.
struct BTF: ~Escapable {
  private let types: RawSpan
  private let strings: RawSpan

  // linux/btf.h
  private static let magic: UInt16 = 0xeb9f
  private static let kindStruct: UInt32 = 4
  private static let kindUnion: UInt32 = 5
  private static let kindFunction: UInt32 = 12
  /// How deep unnamed members may be nested.
  private static let depth = 4
  /// How many unnamed members of one structure are searched. Each takes a walk over all types.
  private static let unnamedMembers = 32

  /// - Parameter bytes: the contents of `/sys/kernel/btf/vmlinux`, in the host's byte order.
  @_lifetime(copy bytes)
  init?(_ bytes: RawSpan) {
    // struct btf_header: magic, version, flags, header length; then offset and length of the types
    // and of the strings, relative to the end of the header.
    guard bytes.load(UInt16.self, at: 0) == BTF.magic, bytes.load(UInt8.self, at: 2) == 1,
      let header = bytes.load(UInt32.self, at: 4), header >= 24,
      let types = BTF.section(bytes, header, at: 8),
      let strings = BTF.section(bytes, header, at: 16)
    else { return nil }
    self.types = types
    self.strings = strings
  }

  @_lifetime(copy bytes)
  private static func section(_ bytes: RawSpan, _ header: UInt32, at place: Int) -> RawSpan? {
    guard let offset = bytes.load(UInt32.self, at: place),
      let length = bytes.load(UInt32.self, at: place + 4)
    else { return nil }
    let start = Int(header) + Int(offset)
    guard start <= bytes.byteCount, Int(length) <= bytes.byteCount - start else { return nil }
    return bytes.extracting(start..<start + Int(length))
  }

  /// One type: struct btf_type and the data after it.
  fileprivate struct Entry {
    let name: UInt32
    let info: UInt32
    /// The offset of the data after struct btf_type.
    let data: Int
    /// The offset of the next type.
    let end: Int

    var kind: UInt32 { info >> 24 & 0x1f }
    var memberCount: Int { Int(info & 0xffff) }
    /// Whether the words with the offsets of members also contain the widths of bit fields.
    var hasBitFields: Bool { info >> 31 == 1 }
  }

  private func entry(at offset: Int) -> Entry? {
    guard let name = types.load(UInt32.self, at: offset),
      let info = types.load(UInt32.self, at: offset + 4)
    else { return nil }
    let count = Int(info & 0xffff)
    let length: Int
    switch info >> 24 & 0x1f {
    case 2, 7, 8, 9, 10, 11, 12, 16, 18: length = 0
    // INT, VAR, DECL_TAG
    case 1, 14, 17: length = 4
    // ARRAY
    case 3: length = 12
    // STRUCT, UNION, DATASEC, ENUM64
    case 4, 5, 15, 19: length = 12 * count
    // ENUM, FUNC_PROTO
    case 6, 13: length = 8 * count
    // The length of an unknown kind is unknown, so nothing after it can be read.
    default: return nil
    }
    let data = offset + 12
    guard data + length <= types.byteCount else { return nil }
    return Entry(name: name, info: info, data: data, end: data + length)
  }

  /// The type id of a function. Ids start with 1.
  func function(_ name: String) -> UInt32? {
    let name = Array(name.utf8)
    var offset = 0
    var id: UInt32 = 1
    while let entry = entry(at: offset) {
      if entry.kind == BTF.kindFunction, isName(entry.name, name) { return id }
      offset = entry.end
      id &+= 1
    }
    return nil
  }

  /// A structure that was found by name.
  struct Structure {
    fileprivate let entry: Entry
  }

  /// The first structure with this name that has members.
  func structure(_ name: String) -> Structure? {
    let name = Array(name.utf8)
    var offset = 0
    while let entry = entry(at: offset) {
      if entry.kind == BTF.kindStruct, entry.memberCount > 0, isName(entry.name, name) {
        return Structure(entry: entry)
      }
      offset = entry.end
    }
    return nil
  }

  /// The offset of a member in bytes; nil if there is none, and for bit fields.
  func offset(of member: String, in structure: Structure) -> Int? {
    let bits = bitOffset(of: Array(member.utf8), in: structure.entry, BTF.depth)
    return bits.flatMap { $0 % 8 == 0 ? $0 / 8 : nil }
  }

  private func bitOffset(of member: [UInt8], in entry: Entry, _ depth: Int) -> Int? {
    var unnamed: [(type: UInt32, bits: Int)] = []
    for index in 0..<entry.memberCount {
      let place = entry.data + 12 * index
      guard let name = types.load(UInt32.self, at: place),
        let type = types.load(UInt32.self, at: place + 4),
        let word = types.load(UInt32.self, at: place + 8)
      else { return nil }
      let bits = Int(entry.hasBitFields ? word & 0xff_ffff : word)
      if isName(name, member) {
        let isBitField = entry.hasBitFields && word >> 24 != 0
        return isBitField ? nil : bits
      }
      if isName(name, []) { unnamed.append((type, bits)) }
    }
    // Members of an unnamed structure belong to the structure around it.
    guard depth > 0 else { return nil }
    for (type, bits) in unnamed.prefix(BTF.unnamedMembers) {
      guard let inner = aggregate(type),
        let more = bitOffset(of: member, in: inner, depth - 1)
      else { continue }
      return bits + more
    }
    return nil
  }

  private func aggregate(_ wanted: UInt32) -> Entry? {
    var offset = 0
    var id: UInt32 = 1
    while let entry = entry(at: offset) {
      if id == wanted {
        return entry.kind == BTF.kindStruct || entry.kind == BTF.kindUnion ? entry : nil
      }
      offset = entry.end
      id &+= 1
    }
    return nil
  }

  /// Whether the string at an offset equals this name.
  private func isName(_ offset: UInt32, _ name: [UInt8]) -> Bool {
    let start = Int(offset)
    guard strings.load(UInt8.self, at: start + name.count) == 0 else { return false }
    for (index, byte) in name.enumerated()
    where strings.load(UInt8.self, at: start + index) != byte {
      return false
    }
    return true
  }
}
