import Glibc
import Netlink
import Protocol
import Testing

@testable import Vocabulary

/// glibc's inet_ntop(3) is the judge.
private func judged(_ address: InetAddress) -> String {
  var parts = (address.high.bigEndian, address.low.bigEndian)
  var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
  inet_ntop(AF_INET6, &parts, &text, socklen_t(text.count))
  return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

private func written(_ write: (inout JSONWriter) -> Void) -> String {
  var json = JSONWriter()
  write(&json)
  return json.bytes.withUnsafeBytes { String(decoding: $0.dropFirst().dropLast(), as: UTF8.self) }
}

@Suite struct InetAddressTextTests {
  @Test func specialAddresses() {
    let specials: [(UInt64, UInt64, String)] = [
      (0, 0, "::"), (0, 1, "::1"), (0, 0xffff, "::ffff"), (0, 0x1_0000, "::0.1.0.0"),
      (0, 0x7f00_0001, "::127.0.0.1"), (0, 0xffff_0000_0000, "::ffff:0.0.0.0"),
      (0, 0xffff_7f00_0001, "::ffff:127.0.0.1"), (0, 0xffff_ffff_ffff, "::ffff:255.255.255.255"),
      (0, 0xfffe_7f00_0001, "::fffe:7f00:1"), (0, 0xffff_0000_0000_0000, "::ffff:0:0:0"),
      (0x2001_0db8_0000_0000, 1, "2001:db8::1"), (0xfe80_0000_0000_0000, 0, "fe80::"),
      (0xff02_0000_0000_0000, 0x1_ff00_0001, "ff02::1:ff00:1"),
      (0x2001_0db8_0000_0001, 0x0001_0001_0001_0001, "2001:db8:0:1:1:1:1:1"),
      (0x2001_0000_0000_0001, 0x0000_0000_0000_0001, "2001:0:0:1::1"),
      (0x2001_0db8_0000_0000, 0x0001_0000_0000_0001, "2001:db8::1:0:0:1"),
      (.max, .max, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
      (0x0064_ff9b_0000_0000, 0xc000_0221, "64:ff9b::c000:221"),
    ]
    for (high, low, text) in specials {
      let address = InetAddress(high: high, low: low)
      #expect(judged(address) == text)
      #expect(written { $0.v6Address(address) } == text)
    }
  }

  /// Each group zero, one or large: all places and lengths of runs of zeros.
  @Test func allPatternsOfZeroGroups() {
    var wrong: [String] = []
    for pattern in 0..<6561 {
      var rest = pattern
      var halves: (UInt64, UInt64) = (0, 0)
      for group in 0..<8 {
        let value: UInt64 = [0, 1, 0xffff][rest % 3]
        rest /= 3
        if group < 4 {
          halves.0 = halves.0 << 16 | value
        } else {
          halves.1 = halves.1 << 16 | value
        }
      }
      let address = InetAddress(high: halves.0, low: halves.1)
      if written({ $0.v6Address(address) }) != judged(address) { wrong.append(judged(address)) }
    }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(10))")
  }

  @Test func addressesByChance() {
    var wrong: [String] = []
    var json = JSONWriter()
    for _ in 0..<200_000 {
      // Masks make zero groups and short groups likely.
      let high = UInt64.random(in: 0 ... .max) & mask() & mask()
      let low = UInt64.random(in: 0 ... .max) & mask() & mask()
      let address = InetAddress(high: high, low: low)
      json.removeAll()
      json.newline()
      json.v6Address(address)
      let text = json.bytes.withUnsafeBytes {
        String(decoding: $0.dropFirst(2).dropLast(), as: UTF8.self)
      }
      if text != judged(address) { wrong.append(judged(address)) }
    }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(10))")
  }

  private func mask() -> UInt64 {
    var mask: UInt64 = 0
    for _ in 0..<4 { mask = mask << 16 | [0, 0xf, 0xff, 0xffff, 0xffff].randomElement()! }
    return mask
  }

  @Test func versionFourAddressesByChance() {
    for _ in 0..<20_000 {
      let address = UInt32.random(in: 0 ... .max)
      let parts = [24, 16, 8, 0].map { String(address >> $0 & 255) }
      #expect(written { $0.v4Address(address) } == parts.joined(separator: "."))
    }
  }
}
