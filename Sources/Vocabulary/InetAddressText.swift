public import Netlink
public import Protocol

extension JSONWriter {
  /// Writes an IPv4 address as a string.
  /// - Parameter address: the address in host byte order.
  public mutating func v4Address(_ address: UInt32) {
    beginString()
    dotted(address)
    endString()
  }

  /// Writes an IPv6 address as a string, as inet_ntop(3) and RFC 5952 do: in lower case, the
  /// longest run of zero groups as `::`, and an IPv4-mapped address in dotted form after `::ffff:`.
  public mutating func v6Address(_ address: InetAddress) {
    beginString()
    v6Text(address)
    endString()
  }

  /// Appends an IPv6 address inside a string, in the same form.
  public mutating func v6Text(_ address: InetAddress) {
    let run = address.longestZeroRun
    // inet_ntop writes ::a.b.c.d and ::ffff:a.b.c.d, but :: and ::1 without dots.
    let low = UInt32(truncatingIfNeeded: address.low)
    if address.high == 0, address.isV4Mapped || (address.low >> 32 == 0 && low > 0xffff) {
      raw("::")
      if address.isV4Mapped { raw("ffff:") }
      dotted(low)
      return
    }
    var index = 0
    while index < 8 {
      if let run, index == run.lowerBound {
        raw("::")
        index = run.upperBound
        continue
      }
      if index > 0, index != run?.upperBound { text(UInt8(ascii: ":")) }
      hexWithoutZeros(address.group(index))
      index += 1
    }
  }
}

extension InetAddress {
  /// One of the eight 16-bit groups; group 0 is the most significant.
  fileprivate func group(_ index: Int) -> UInt16 {
    let half = index < 4 ? high : low
    return UInt16(truncatingIfNeeded: half >> UInt64(48 - 16 * (index & 3)))
  }

  /// The first of the longest runs of two or more zero groups.
  fileprivate var longestZeroRun: Range<Int>? {
    var best: Range<Int>?
    var start = 0
    while start < 8 {
      guard group(start) == 0 else {
        start += 1
        continue
      }
      var end = start + 1
      while end < 8, group(end) == 0 { end += 1 }
      if end - start >= 2, end - start > best?.count ?? 0 { best = start..<end }
      start = end
    }
    return best
  }
}
