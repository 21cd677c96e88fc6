/// The kernel's interpreter of inet_diag filter programs, written anew from what it does: checks
/// a program as it is checked before a dump, and runs it on one socket.
enum DiagInterpreter {
  /// What the kernel knows of a socket; ports in host byte order.
  struct Entry {
    var family: UInt8
    var sourcePort: UInt16
    var destinationPort: UInt16
    /// 16 bytes as on the wire; of AF_INET the first four count.
    var source: [UInt8]
    var destination: [UInt8]
    var isAutobound: Bool
    var device: UInt32
    var mark: UInt32
    var cgroup: UInt64
  }

  private struct Operation {
    let code: UInt8
    let yes: Int
    let no: Int
  }

  private static func operation(_ code: [UInt8], _ at: Int) -> Operation? {
    guard at >= 0, at + 4 <= code.count else { return nil }
    return Operation(
      code: code[at], yes: Int(code[at + 1]), no: Int(code[at + 2]) | Int(code[at + 3]) << 8)
  }

  private static func u32(_ code: [UInt8], _ at: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(code[at + $1]) << UInt32(8 * $1) }
  }

  /// Why the kernel would refuse the program; nil where it would not.
  static func refusal(_ code: [UInt8], isPrivileged: Bool = true) -> String? {
    var starts: Set<Int> = [code.count]
    var at = 0
    // Only what the chain of `yes` visits may be jumped to.
    while at < code.count, let next = operation(code, at), next.yes >= 4, next.yes & 3 == 0 {
      starts.insert(at)
      at += next.yes
    }
    guard code.count >= 4, code.count <= 65_531 else { return "length" }
    at = 0
    while at < code.count {
      guard let this = operation(code, at) else { return "cut short at \(at)" }
      let left = code.count - at
      var least = 4
      switch this.code {
      case 1, 6: break
      case 2, 3, 4, 5, 9, 11, 12: least = 8
      case 10:
        guard isPrivileged else { return "EPERM" }
        least = 12
      case 13: least = 12
      case 7, 8:
        guard left >= 12 else { return "condition at \(at)" }
        switch code[at + 4] {
        case 0: least = 12
        case 2: least = 16
        case 10: least = 28
        default: return "family at \(at)"
        }
        guard Int(code[at + 5]) <= 8 * (least - 12) else { return "prefix at \(at)" }
      default: return "code at \(at)"
      }
      guard left >= least else { return "operands at \(at)" }
      for jump in [this.yes, this.no] {
        guard jump >= least || (this.code == 1 && jump >= 4), jump <= left + 4, jump & 3 == 0
        else { return "jump at \(at)" }
      }
      if this.no < left, !starts.contains(at + this.no) { return "target of \(at)" }
      at += this.yes
    }
    return at == code.count ? nil : "end"
  }

  static func accepts(_ code: [UInt8], _ entry: Entry) -> Bool {
    var at = 0
    while at < code.count {
      guard let this = operation(code, at) else { return false }
      at += holds(code, at, this.code, entry) ? this.yes : this.no
    }
    return at == code.count
  }

  private static func holds(
    _ code: [UInt8], _ at: Int, _ operation: UInt8, _ entry: Entry
  ) -> Bool {
    func port() -> UInt16 { UInt16(code[at + 6]) | UInt16(code[at + 7]) << 8 }
    switch operation {
    case 1: return false
    case 2: return entry.sourcePort >= port()
    case 3: return entry.sourcePort <= port()
    case 4: return entry.destinationPort >= port()
    case 5: return entry.destinationPort <= port()
    case 6: return entry.isAutobound
    case 7: return condition(code, at, entry.family, entry.source, entry.sourcePort)
    case 8: return condition(code, at, entry.family, entry.destination, entry.destinationPort)
    case 9: return entry.device == u32(code, at + 4)
    case 10: return entry.mark & u32(code, at + 8) == u32(code, at + 4)
    case 11: return entry.sourcePort == port()
    case 12: return entry.destinationPort == port()
    case 13:
      return entry.cgroup == UInt64(u32(code, at + 4)) | UInt64(u32(code, at + 8)) << 32
    default: return true
    }
  }

  private static func condition(
    _ code: [UInt8], _ at: Int, _ family: UInt8, _ address: [UInt8], _ port: UInt16
  ) -> Bool {
    let wanted = Int32(bitPattern: u32(code, at + 8))
    if wanted != -1, wanted != Int32(port) { return false }
    let prefix = Int(code[at + 5])
    if code[at + 4] != 0, code[at + 4] != family {
      guard code[at + 4] == 2, family == 10, address[..<12] == mapped[...] else { return false }
      return sameBits(prefix, Array(address[12...]), code, at + 12)
    }
    return sameBits(prefix, address, code, at + 12)
  }

  private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

  private static func sameBits(
    _ count: Int, _ address: [UInt8], _ code: [UInt8], _ at: Int
  ) -> Bool {
    (0..<count).allSatisfy { bit in
      (address[bit / 8] ^ code[at + bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
    }
  }
}
