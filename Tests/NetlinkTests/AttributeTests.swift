import Netlink
import Syscalls
import TestSupport
import Testing

/// The attributes of `bytes` as pairs of type and payload.
private func walk(_ bytes: [UInt8]) throws -> [[UInt8]] {
  var cursor = AttributeCursor(bytes.rawBytes)
  var found: [[UInt8]] = []
  while let attribute = try cursor.next() {
    found.append([UInt8(attribute.type)] + cursor.payload(attribute).copied)
  }
  return found
}

private func payload(_ bytes: [UInt8], _ type: UInt16) throws -> [UInt8]? {
  let table = try AttributeTable(bytes.rawBytes)
  return table[type]?.copied
}

@Suite("Attributes")
struct AttributeTests {
  @Test func areWalkedOneByOne() throws {
    #expect(
      try walk([
        5, 0, 1, 0, 0xaa, 0, 0, 0,  // one byte and its padding
        8, 0, 2, 0, 1, 2, 3, 4,
        4, 0, 3, 0,  // no payload
      ]) == [[1, 0xaa], [2, 1, 2, 3, 4], [3]])
    #expect(try walk([]).isEmpty)
  }

  @Test(arguments: [0, 1, 3] as [UInt8])
  func lengthBelowItsOwnHeaderEndsTheWalk(length: UInt8) {
    #expect(throws: NetlinkError.malformed("nla_len below 4", offset: 8)) {
      try walk([8, 0, 1, 0, 1, 2, 3, 4, length, 0, 2, 0, 1, 2, 3, 4])
    }
  }

  @Test func lengthBeyondTheEndIsMalformed() {
    let expected = NetlinkError.malformed("nla_len points beyond the message", offset: 0)
    #expect(throws: expected) { try walk([9, 0, 1, 0, 1, 2, 3, 4]) }
    #expect(throws: expected) { try walk([0xff, 0xff, 1, 0, 1, 2, 3, 4]) }
  }

  @Test func lengthExactlyToTheEndIsFine() throws {
    #expect(try walk([8, 0, 1, 0, 1, 2, 3, 4]) == [[1, 1, 2, 3, 4]])
  }

  @Test func lastOneMayLackItsPadding() throws {
    #expect(try walk([5, 0, 1, 0, 0xaa]) == [[1, 0xaa]])
    #expect(try walk([5, 0, 1, 0, 0xaa, 0]) == [[1, 0xaa]])
  }

  @Test(arguments: 1..<4)
  func headerCutShortIsMalformed(kept: Int) {
    #expect(throws: NetlinkError.malformed("attribute header cut short", offset: 8)) {
      try walk([8, 0, 1, 0, 1, 2, 3, 4] + [8, 0, 2][0..<kept])
    }
  }

  @Test func flagsAreNoPartOfTheType() throws {
    // NLA_F_NESTED, NLA_F_NET_BYTEORDER, and both.
    #expect(try walk([4, 0, 18, 0x80, 4, 0, 18, 0x40, 4, 0, 18, 0xc0]) == [[18], [18], [18]])
  }

  @Test func nestedOnesMayBeEmpty() throws {
    let bytes: [UInt8] = [4, 0, 18, 0x80]
    let table = try AttributeTable(bytes.rawBytes)
    let nested = try present(table, 18)
    let length = nested.byteCount
    #expect(length == 0)
    let inner = try AttributeTable(nested)
    #expect(inner[1]?.byteCount == nil)
  }

  @Test func ofOneTypeTheLastWins() throws {
    #expect(try payload([5, 0, 7, 0, 1, 0, 0, 0, 5, 0, 7, 0, 2, 0, 0, 0], 7) == [2])
    #expect(try walk([5, 0, 7, 0, 1, 0, 0, 0, 5, 0, 7, 0, 2, 0, 0, 0]) == [[7, 1], [7, 2]])
  }

  @Test func unknownTypesArePassedOver() throws {
    let bytes: [UInt8] =
      [4, 0, 96, 0] + [4, 0, 0xff, 0x3f] + [5, 0, 95, 0, 9, 0, 0, 0] + [5, 0, 0, 0, 8]
    #expect(try payload(bytes, 95) == [9])
    #expect(try payload(bytes, 96) == nil)
    #expect(try payload(bytes, 0x3fff) == nil)
    #expect(try payload(bytes, 0) == [8])
    #expect(try payload(bytes, 1) == nil)
  }

  @Test func oneIsFoundWithoutATable() throws {
    let bytes =
      attribute(7, [1]) + attribute(8, [5]) + attribute(7, [2, 3]) + attribute(9, [])
    func found(_ type: UInt16, in bytes: [UInt8]) throws -> [UInt8]? {
      let payload = try bytes.rawBytes.attribute(type)
      return payload?.copied
    }
    #expect(try found(7, in: bytes) == [2, 3])
    #expect(try found(9, in: bytes) == [])
    #expect(try found(1, in: bytes) == nil)
    #expect(try found(1, in: []) == nil)
    // It throws at a malformed attribute like a table, also after the one that is requested.
    #expect(throws: NetlinkError.malformed("nla_len below 4", offset: bytes.count)) {
      try found(7, in: bytes + [3, 0, 7, 0])
    }
  }

  @Test func integersAreReadWhereTheyFit() throws {
    let bytes = attribute(1, [1]) + attribute(2, [1, 2, 3]) + attribute(3, [1, 2, 3, 4, 5])
    let table = try AttributeTable(bytes.rawBytes)
    #expect(table.integer(1, as: UInt8.self) == 1)
    #expect(table.integer(1, as: UInt16.self) == nil)
    #expect(table.integer(2, as: UInt32.self) == nil)
    #expect(table.integer(3, as: UInt32.self) == 0x0403_0201)
    #expect(table.integer(4, as: UInt8.self) == nil)
  }

  @Test func textEndsAtItsNULOrAtItsEnd() throws {
    let bytes =
      attribute(1, [0x61, 0xff, 0]) + attribute(2, [0x61, 0x62]) + attribute(3, [0, 0x61])
      + attribute(4, [])
    let table = try AttributeTable(bytes.rawBytes)
    #expect(table.text(1) == [0x61, 0xff])
    #expect(table.text(2) == [0x61, 0x62])
    #expect(table.text(3) == [])
    #expect(table.text(4) == [])
    #expect(table.text(5) == nil)
  }
}
