internal import Syscalls

/// The attributes of one message or of one nested attribute by their types, like the kernel's own
/// `struct nlattr *tb[]`. If a type repeats, the last one counts, as in the kernel's `nla_parse`.
/// Types at or above `limit` are ignored, since newer kernels add some.
public struct AttributeTable: ~Escapable {
  /// Types below this number are in the table. IFLA_MAX of Linux 6.18 is 69.
  public static let limit = 96

  private let bytes: RawSpan
  // For each type: offset << 16 | length of the payload. 0 means absent, since every payload lies
  // behind a header. On the heap: an InlineArray would be copied whole each time that one of its
  // elements is read (Swift 6.3).
  private var places: [UInt64]

  /// Reads the attributes that begin at `offset`.
  /// - Throws: `.malformed` if nla_len points outside of the bytes, if it is shorter than the
  ///   header, or if bytes remain that are too few for an attribute.
  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan, from offset: Int = 0) throws(NetlinkError) {
    self.bytes = bytes
    places = [UInt64](repeating: 0, count: AttributeTable.limit)
    var cursor = AttributeCursor(bytes, from: offset)
    while let attribute = try cursor.next() {
      guard attribute.type < AttributeTable.limit else { continue }
      places[Int(attribute.type)] =
        UInt64(attribute.start) << 16 | UInt64(truncatingIfNeeded: attribute.count)
    }
  }

  /// The payload of an attribute; nil if it is absent.
  public subscript(type: UInt16) -> RawSpan? {
    @_lifetime(copy self)
    get {
      guard type < AttributeTable.limit else { return nil }
      let place = places[Int(type)]
      guard place != 0 else { return nil }
      let start = Int(place >> 16)
      return bytes.extracting(start..<start + Int(place & 0xffff))
    }
  }

  /// The value of an attribute that is one integer in host byte order; nil if it is absent or
  /// shorter.
  public func integer<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: UInt16, as: Value.Type = Value.self
  ) -> Value? {
    guard let payload = self[type] else { return nil }
    return payload.load(Value.self, at: 0)
  }

  /// The value of an attribute that is a NUL-terminated string, without its NUL: any other bytes,
  /// in any encoding. Nil if it is absent.
  public func text(_ type: UInt16) -> [UInt8]? {
    guard let payload = self[type] else { return nil }
    return payload.beforeNUL.copied
  }
}

/// One `struct nlattr`: its type and the place of its payload.
public struct Attribute: Equatable, Sendable {
  /// nla_type without the flags NLA_F_NESTED and NLA_F_NET_BYTEORDER, which the kernel does not set
  /// consistently.
  public let type: UInt16
  /// The payload's offset in the bytes that the cursor walks.
  public let start: Int
  /// The payload's length in bytes.
  public let count: Int
}

/// Walks attributes one after the other, for lists in which types repeat.
public struct AttributeCursor: ~Escapable {
  private let bytes: RawSpan
  private var offset: Int

  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan, from offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  /// The next attribute, or nil after the last one.
  /// - Throws: `.malformed`; do not call `next` again after that.
  public mutating func next() throws(NetlinkError) -> Attribute? {
    guard offset < bytes.byteCount else { return nil }
    guard let length = bytes.load(UInt16.self, at: offset),
      let type = bytes.load(UInt16.self, at: offset + 2)
    else { throw .malformed("attribute header cut short", offset: offset) }
    guard length >= 4 else { throw .malformed("nla_len below 4", offset: offset) }
    guard Int(length) <= bytes.byteCount - offset else {
      throw .malformed("nla_len points beyond the message", offset: offset)
    }
    let attribute = Attribute(type: type & 0x3fff, start: offset + 4, count: Int(length) - 4)
    // The last attribute may lack its padding.
    offset += aligned(Int(length))
    return attribute
  }

  /// The payload of an attribute of this walk.
  @_lifetime(copy self)
  public func payload(_ attribute: Attribute) -> RawSpan {
    bytes.extracting(attribute.start..<attribute.start + attribute.count)
  }
}

extension RawSpan {
  /// The payload of one attribute among those that make up these bytes; nil if it is absent.
  /// Cheaper than an `AttributeTable` for a caller that needs only one or two of them.
  /// - Throws: `.malformed`, like `AttributeTable`.
  @_lifetime(copy self)
  public func attribute(_ type: UInt16) throws(NetlinkError) -> RawSpan? {
    var cursor = AttributeCursor(self)
    var found: Attribute?
    while let attribute = try cursor.next() {
      if attribute.type == type { found = attribute }
    }
    guard let found else { return nil }
    return extracting(found.start..<found.start + found.count)
  }
}
