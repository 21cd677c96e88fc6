public import Netlink

/// Parses addresses written by people.
public enum InetAddressParser {
  /// Parses `a.b.c.d`, each number without leading zeros.
  /// - Parameter short: whether fewer numbers are accepted, as in `10` and `192.168`. The missing
  ///   ones are zero.
  /// - Returns: the address in host byte order; nil if the text is not one.
  public static func v4(_ text: Substring, short: Bool = false) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 || (short && parts.count < 4) else { return nil }
    var address: UInt32 = 0
    for part in parts {
      guard let byte = UInt8(part),
        part.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
        part.utf8.count == 1 || part.first != "0"
      else { return nil }
      address = address << 8 | UInt32(byte)
    }
    return address << UInt32(8 * (4 - parts.count))
  }

  /// Parses an IPv6 address in any form of RFC 4291, section 2.2.
  /// - Returns: nil if the text is not one.
  public static func v6(_ text: Substring) -> InetAddress? {
    var head: [UInt16] = []
    var tail: [UInt16]?
    if let gap = doubleColon(text) {
      guard let before = groups(text[..<gap.lowerBound]),
        let after = groups(text[gap.upperBound...])
      else { return nil }
      head = before
      tail = after
    } else {
      guard let all = groups(text) else { return nil }
      head = all
    }
    let count = head.count + (tail?.count ?? 0)
    guard tail == nil ? count == 8 : count < 8 else { return nil }
    let zeros = [UInt16](repeating: 0, count: 8 - count)
    let words = head + zeros + (tail ?? [])
    return InetAddress(
      high: words[..<4].reduce(0) { $0 << 16 | UInt64($1) },
      low: words[4...].reduce(0) { $0 << 16 | UInt64($1) })
  }

  /// The first `::`. A second one fails in `groups`, which finds an empty group.
  private static func doubleColon(_ text: Substring) -> Range<Substring.Index>? {
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      if text[index] == ":", next < text.endIndex, text[next] == ":" {
        return index..<text.index(after: next)
      }
      index = next
    }
    return nil
  }

  private static func groups(_ text: Substring) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 8 else { return nil }
    var groups: [UInt16] = []
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, part.contains("."), let dotted = v4(part) {
        groups += [UInt16(dotted >> 16), UInt16(dotted & 0xffff)]
        continue
      }
      guard part.utf8.count <= 4, part.first != "+", part.first != "-",
        let group = UInt16(part, radix: 16)
      else { return nil }
      groups.append(group)
    }
    return groups
  }
}
