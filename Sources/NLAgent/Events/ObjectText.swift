internal import Netlink
internal import Protocol
internal import Syscalls

/// Reads from an object's JSON text which object it is and whether it has changed.
struct ObjectText {
  /// The values of the key members as JSON. Before each value are a NUL and the position of the
  /// member's name in the topic's list: the names themselves would take most of the memory.
  private(set) var key: [UInt8] = []
  /// A hash of all members except the volatile ones.
  private(set) var hash: UInt64 = 0
  /// Whether the object belongs to the interface that was asked for.
  private(set) var isWanted = true

  private let keys: [[UInt8]]
  private let volatileMembers: [[UInt8]]
  private let interfaces: [[UInt8]]
  private let interface: Interface?
  // Secret, so that nobody can choose changes that leave the hash as it is.
  private let seed = UInt64.random(in: .min ... .max)

  /// The link that was asked for.
  struct Interface {
    /// The JSON text of its name, with quotation marks.
    let asName: [UInt8]
    /// The JSON text of its index.
    let asIndex: [UInt8]
  }

  init(_ topic: ServedTopic, interface: Interface?) {
    keys = topic.contract.keys.map { Array($0.utf8) }
    volatileMembers = topic.volatileMembers.map { Array($0.utf8) }
    interfaces = topic.contract.interfaces.map { Array($0.utf8) }
    self.interface = interface
  }

  /// Reads the text of one object, written by a `JSONWriter` without white space.
  mutating func read(_ text: RawSpan) {
    key.removeAll(keepingCapacity: true)
    hash = seed
    isWanted = interface == nil
    var offset = 1
    while let member = ObjectText.member(text, from: offset) {
      offset = member.end + 1
      let name = text.extracting(member.name)
      let value = text.extracting(min(member.name.upperBound + 2, member.end)..<member.end)
      if let number = keys.firstIndex(where: { name.isEqual($0) }) {
        key.append(0)
        key.append(UInt8(truncatingIfNeeded: number))
        for index in 0..<value.byteCount { key.append(value.load(UInt8.self, at: index) ?? 0) }
      }
      if let interface, !isWanted, interfaces.contains(where: { name.isEqual($0) }) {
        isWanted = value.isEqual(interface.asName) || value.isEqual(interface.asIndex)
      }
      hash = self.hash(text, member, from: hash)
    }
  }

  /// The key as a JSON object: all that is known of an object that was removed without an event.
  func object(ofKey key: RawSpan) -> [UInt8] {
    var object = [UInt8(ascii: "{")]
    var index = 0
    while let byte = key.load(UInt8.self, at: index) {
      index += 1
      // JSON text contains no NUL.
      guard byte == 0, let number = key.load(UInt8.self, at: index) else {
        object.append(byte)
        continue
      }
      index += 1
      if object.count > 1 { object.append(UInt8(ascii: ",")) }
      object.append(UInt8(ascii: "\""))
      object += keys[Int(number)]
      object += [UInt8(ascii: "\""), UInt8(ascii: ":")]
    }
    object.append(UInt8(ascii: "}"))
    return object
  }

  /// Adds one member to the hash. Volatile members are also left out of objects inside of it.
  private func hash(
    _ text: RawSpan, _ member: (name: Range<Int>, end: Int), from hash: UInt64
  ) -> UInt64 {
    let name = text.extracting(member.name)
    if volatileMembers.contains(where: { name.isEqual($0) }) { return hash }
    var offset = member.name.upperBound + 2
    guard !volatileMembers.isEmpty, text.load(UInt8.self, at: offset) == UInt8(ascii: "{") else {
      return ObjectText.hash(
        text.extracting(member.name.lowerBound - 1..<member.end), from: hash)
    }
    var inside = ObjectText.hash(name, from: hash)
    offset += 1
    while let inner = ObjectText.member(text, from: offset) {
      inside = self.hash(text, inner, from: inside)
      offset = inner.end + 1
    }
    return inside
  }

  /// The member whose name begins with the quotation mark at `offset`; nil at the end of the
  /// object.
  private static func member(
    _ text: RawSpan, from offset: Int
  ) -> (name: Range<Int>, end: Int)? {
    guard text.load(UInt8.self, at: offset) == UInt8(ascii: "\"") else { return nil }
    let nameEnd = stringEnd(text, from: offset + 1)
    var place = nameEnd + 2
    var depth = 0
    while let byte = text.load(UInt8.self, at: place) {
      switch byte {
      case UInt8(ascii: "\""): place = stringEnd(text, from: place + 1)
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return (offset + 1..<nameEnd, place) }
        depth -= 1
      case UInt8(ascii: ",") where depth == 0: return (offset + 1..<nameEnd, place)
      default: break
      }
      place += 1
    }
    return nil
  }

  /// The offset of the closing quotation mark.
  private static func stringEnd(_ text: RawSpan, from start: Int) -> Int {
    var place = start
    while let byte = text.load(UInt8.self, at: place), byte != UInt8(ascii: "\"") {
      place += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(place, text.byteCount)
  }

  /// Multiplies words of eight bytes with one another, as wyhash does.
  static func hash(_ bytes: RawSpan, from seed: UInt64) -> UInt64 {
    var state = seed ^ UInt64(bytes.byteCount) &* 0x9e37_79b9_7f4a_7c15
    var offset = 0
    while offset < bytes.byteCount {
      var word = bytes.load(UInt64.self, at: offset)
      if word == nil {
        var tail: UInt64 = 0
        for place in offset..<bytes.byteCount {
          tail = tail << 8 | UInt64(bytes.load(UInt8.self, at: place) ?? 0)
        }
        word = tail
      }
      let mixed = (state ^ (word ?? 0) ^ 0xa076_1d64_78bd_642f)
        .multipliedFullWidth(by: seed | 0xe703_7ed1_a0b4_28db)
      state = mixed.high ^ mixed.low ^ state &* 0x9e37_79b9_7f4a_7c15
      offset += 8
    }
    return state
  }
}

extension RawSpan {
  func isEqual(_ bytes: [UInt8]) -> Bool {
    guard byteCount == bytes.count else { return false }
    for index in 0..<byteCount where load(UInt8.self, at: index) != bytes[index] { return false }
    return true
  }
}
