import Netlink
import Syscalls
import Testing

@Suite("fields of the kernel's structs")
struct WireFieldTests {
  // 88 77 66 55 44 33 22 11: every width gives another value.
  private let bytes: [UInt8] = [0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11]

  @Test(arguments: [
    (WireField("a", at: 0, bytes: 1), 0x88), (WireField("b", at: 1, bytes: 2), 0x6677),
    (WireField("c", at: 2, bytes: 4), 0x3344_5566),
    (WireField("d", at: 0, bytes: 8), 0x1122_3344_5566_7788),
    (WireField("low", at: 1, bytes: 1, bits: 4), 7),
    (WireField("high", at: 2, bytes: 1, bits: 4, shift: 4), 6),
    (WireField("middle", at: 0, bytes: 1, bits: 2, shift: 3), 1),
  ]) func areReadWhereTheyLie(_ field: WireField, _ expected: Int) {
    #expect(field.value(in: bytes.rawBytes).map { Int($0) } == expected)
  }

  @Test func allOnesAreNoneWhereTheHeaderSaysSo() {
    let narrow = WireField("a", at: 0, bytes: 4, hasNone: true)
    #expect(narrow.isNone(0xffff_ffff) && !narrow.isNone(0xffff_fffe))
    let wide = WireField("b", at: 0, bytes: 8, hasNone: true)
    #expect(wide.isNone(.max) && !wide.isNone(0xffff_ffff))
    #expect(!WireField("c", at: 0, bytes: 4).isNone(0xffff_ffff))
  }

  static let structs: [(name: String, fields: [WireField], knownBytes: Int)] = [
    ("tcp_info", TCPInfo.fields, TCPInfo.knownBytes),
    ("mptcp_info", MPTCPInfo.fields, MPTCPInfo.knownBytes),
    ("sctp_info", SCTPInfo.fields, 364),
    ("SK_MEMINFO", SocketMemory.fields, 36), ("tcpvegas_info", CongestionInfo.vegas, 16),
    ("tcp_dctcp_info", CongestionInfo.dctcp, 16), ("tcp_bbr_info", CongestionInfo.bbr, 20),
  ]

  /// A field is read only if its last byte was received.
  @Test(arguments: structs.map(\.name)) func areReadAsFarAsTheyReach(_ name: String) throws {
    let entry = try #require(WireFieldTests.structs.first { $0.name == name })
    let bytes = [UInt8](repeating: 1, count: entry.knownBytes)
    for length in 0...bytes.count {
      let cut = bytes.rawBytes.extracting(0..<length)
      for field in entry.fields {
        #expect(
          (field.value(in: cut) != nil) == (length >= field.offset + field.width),
          "\(field.name) of \(length) bytes")
      }
    }
  }

  /// No two fields share bytes, except bit fields, and all fields are aligned.
  @Test(arguments: structs.map(\.name)) func fieldsLieSideBySide(_ name: String) throws {
    let entry = try #require(WireFieldTests.structs.first { $0.name == name })
    for (field, next) in zip(entry.fields, entry.fields.dropFirst()) {
      #expect(
        next.offset == field.offset || next.offset >= field.offset + field.width, "\(next.name)")
    }
    for field in entry.fields {
      #expect(field.offset % field.width == 0, "\(field.name)")
      #expect(field.offset + field.width <= entry.knownBytes, "\(field.name)")
    }
    let end = entry.fields.last.map { $0.offset + $0.width }
    #expect(end == entry.knownBytes)
  }
}
