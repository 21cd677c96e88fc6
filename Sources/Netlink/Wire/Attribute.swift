/// The attributes of one message or of one nested attribute, found by type: the kernel's own
/// `struct nlattr *tb[]`. A type sent twice is found at its last place, as in the kernel's
/// `nla_parse`; types at or above `limit` are passed over, as what newer kernels add must be.
public struct AttributeTable: ~Escapable {
  /// Types below this number are kept. IFLA_MAX of Linux 6.18 is 69.
  public static let limit = 96

  private let bytes: RawSpan
  // For each type offset << 16 | length of its payload; 0 where it is absent, which no
  // attribute can be, for each payload lies behind a header. On the heap: an InlineArray would
  // be copied whole each time one of its elements is read (Swift 6.3).
  private var places: [UInt64]

  /// Walks the attributes that begin at `offset`.
  /// - Throws: `.malformed` when a length points outside, is shorter than its own header, or
  ///   bytes remain that are no attribute.
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

  /// The payload of an attribute, or nil where it is absent.
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

  /// An attribute that is one integer in host byte order; nil where it is absent or shorter.
  public func integer<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: UInt16, as: Value.Type = Value.self
  ) -> Value? {
    guard let payload = self[type] else { return nil }
    return payload.load(Value.self, at: 0)
  }

  /// An attribute that is a NUL-terminated text, without its NUL; the bytes may be anything
  /// else. Nil where it is absent.
  public func text(_ type: UInt16) -> [UInt8]? {
    guard let payload = self[type] else { return nil }
    return payload.untilNUL
  }
}

/// One `struct nlattr`: its type and where its payload lies.
public struct Attribute: Equatable, Sendable {
  /// nla_type without the flags NLA_F_NESTED and NLA_F_NET_BYTEORDER, which the kernel sets
  /// or leaves out as it likes.
  public let type: UInt16
  /// The payload's first byte in the bytes walked.
  public let start: Int
  /// The payload's length in bytes.
  public let count: Int
}

/// Walks attributes one after the other, for lists in which a type repeats.
public struct AttributeCursor: ~Escapable {
  private let bytes: RawSpan
  private var offset: Int

  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan, from offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  /// The next attribute, or nil behind the last one.
  /// - Throws: `.malformed`; a walk must not go on after it.
  public mutating func next() throws(NetlinkError) -> Attribute? {
    guard offset < bytes.byteCount else { return nil }
    guard let length = bytes.load(UInt16.self, at: offset),
      let type = bytes.load(UInt16.self, at: offset + 2)
    else { throw .malformed("attribute header cut short", offset: offset) }
    guard length >= 4 else { throw .malformed("nla_len below 4", offset: offset) }
    guard Int(length) <= bytes.byteCount - offset else {
      throw .malformed("nla_len points behind the message", offset: offset)
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
  /// The payload of one of the attributes that these bytes are, or nil where it is absent: for
  /// those of which hardly another is wanted, and a table of all would cost more.
  /// - Throws: `.malformed` as `AttributeTable` does.
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

  /// The bytes before the first NUL, or all of them.
  public var untilNUL: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    for offset in 0..<byteCount {
      guard let byte = load(UInt8.self, at: offset), byte != 0 else { break }
      bytes.append(byte)
    }
    return bytes
  }
}
