/// A filter program for inet_diag: the kernel runs it on each socket and sends only the sockets
/// that the program accepts. It consists of tests that jump to later tests; see `struct
/// inet_diag_bc_op` and the declarations after it in `linux/inet_diag.h`.
public struct InetDiagProgram: Equatable, Sendable {
  /// Which of a socket's two addresses or ports a test compares.
  public enum End: Sendable {
    case source
    case destination
  }

  /// The comparison of one instruction. Numbers are in host byte order.
  public enum Test: Equatable, Sendable {
    /// INET_DIAG_BC_S_EQ and _D_EQ, since Linux 4.16.
    case portEquals(End, UInt16)
    case portAtLeast(End, UInt16)  // INET_DIAG_BC_S_GE, _D_GE
    case portAtMost(End, UInt16)  // INET_DIAG_BC_S_LE, _D_LE
    /// INET_DIAG_BC_S_COND and _D_COND without an address: like `portEquals`, but on any kernel.
    case portCondition(End, UInt16)
    /// INET_DIAG_BC_S_COND and _D_COND without a port. A condition of AF_INET also matches IPv6
    /// sockets whose address is IPv4-mapped; one of AF_INET6 matches IPv6 sockets only.
    case address(End, family: UInt8, InetAddress, prefix: UInt8)
    case device(UInt32)  // INET_DIAG_BC_DEV_COND, since Linux 4.16
    /// INET_DIAG_BC_MARK_COND: mark & mask == value. Needs CAP_NET_ADMIN; since Linux 4.9.
    case mark(UInt32, mask: UInt32)
    case cgroup(UInt64)  // INET_DIAG_BC_CGROUP_COND, since Linux 5.9
    /// INET_DIAG_BC_AUTO: the port was not passed to bind(2). True for all sockets in TIME_WAIT and
    /// SYN_RECV.
    case autobound
  }

  /// A test, and the number of the step that follows each outcome. It must be a later step;
  /// `steps.count` means accept and `steps.count + 1` means reject.
  public struct Step: Equatable, Sendable {
    public var test: Test
    public var yes: Int
    public var no: Int

    public init(_ test: Test, yes: Int, no: Int) {
      self.test = test
      self.yes = yes
      self.no = no
    }
  }

  /// The length of the longest program in bytes. nla_len and the jump distances have 16 bits, and
  /// the jump to "reject" leads four bytes beyond the end.
  public static let maxBytes = 65_528

  /// The payload of INET_DIAG_REQ_BYTECODE.
  public let bytes: [UInt8]

  /// Assembles a program.
  /// - Returns: nil if there are no steps, if the program is longer than `maxBytes`, or if a step
  ///   leads backwards or to no step.
  public init?(_ steps: [Step]) {
    guard !steps.isEmpty else { return nil }
    var places: [Int] = []
    var place = 0
    for (index, step) in steps.enumerated() {
      let targets = index + 1...steps.count + 1
      guard targets.contains(step.yes), targets.contains(step.no) else { return nil }
      places.append(place)
      place += step.test.size + (step.yes == index + 1 ? 0 : InetDiagProgram.jumpSize)
    }
    guard place <= InetDiagProgram.maxBytes else { return nil }
    places += [place, place + 4]
    var bytes: [UInt8] = []
    bytes.reserveCapacity(place)
    for (index, step) in steps.enumerated() {
      bytes.append(step.test.code)
      bytes.append(UInt8(step.test.size))
      bytes.append16(UInt16(places[step.no] - places[index]))
      step.test.appendOperands(to: &bytes)
      if step.yes != index + 1 {
        // A jump is a test that always fails.
        bytes.append(Code.jump)
        bytes.append(UInt8(InetDiagProgram.jumpSize))
        bytes.append16(UInt16(places[step.yes] - bytes.count + 2))
      }
    }
    self.bytes = bytes
  }

  private static let jumpSize = 4
}

extension Request {
  /// Appends a filter program to a dump request of inet_diag. The kernel answers EINVAL if it does
  /// not accept the program, and EPERM if the program tests marks and the sender lacks
  /// CAP_NET_ADMIN.
  public mutating func appendProgram(_ program: InetDiagProgram) {
    appendAttribute(1, program.bytes)  // INET_DIAG_REQ_BYTECODE
  }
}

/// The instruction codes of `linux/inet_diag.h`.
private enum Code {
  static let jump: UInt8 = 1  // INET_DIAG_BC_JMP
  static let sourceAtLeast: UInt8 = 2
  static let sourceAtMost: UInt8 = 3
  static let destinationAtLeast: UInt8 = 4
  static let destinationAtMost: UInt8 = 5
  static let auto: UInt8 = 6
  static let sourceCondition: UInt8 = 7
  static let destinationCondition: UInt8 = 8
  static let device: UInt8 = 9
  static let mark: UInt8 = 10
  static let sourceEquals: UInt8 = 11
  static let destinationEquals: UInt8 = 12
  static let cgroup: UInt8 = 13
}

extension InetDiagProgram.Test {
  fileprivate var code: UInt8 {
    switch self {
    case .portEquals(let end, _): end == .source ? Code.sourceEquals : Code.destinationEquals
    case .portAtLeast(let end, _): end == .source ? Code.sourceAtLeast : Code.destinationAtLeast
    case .portAtMost(let end, _): end == .source ? Code.sourceAtMost : Code.destinationAtMost
    case .portCondition(let end, _), .address(let end, _, _, _):
      end == .source ? Code.sourceCondition : Code.destinationCondition
    case .device: Code.device
    case .mark: Code.mark
    case .cgroup: Code.cgroup
    case .autobound: Code.auto
    }
  }

  /// The instruction's length in bytes, including its operands.
  fileprivate var size: Int {
    switch self {
    case .autobound: 4
    case .portEquals, .portAtLeast, .portAtMost, .device: 8
    case .portCondition, .mark, .cgroup: 12
    case .address(_, let family, _, _): family == 2 ? 16 : 28
    }
  }

  fileprivate func appendOperands(to bytes: inout [UInt8]) {
    switch self {
    case .autobound: break
    case .portEquals(_, let port), .portAtLeast(_, let port), .portAtMost(_, let port):
      // The operand has the layout of an instruction, with the port in its member `no`.
      bytes.append16(0)
      bytes.append16(port)
    case .portCondition(_, let port):
      bytes.append32(0)  // AF_UNSPEC, no prefix
      bytes.append32(UInt32(port))
    case .address(_, let family, let address, let prefix):
      bytes += [family, prefix, 0, 0]
      bytes.append32(.max)  // port -1: any
      bytes.append32(UInt32(truncatingIfNeeded: address.high >> 32).byteSwapped)
      guard family != 2 else { break }
      bytes.append32(UInt32(truncatingIfNeeded: address.high).byteSwapped)
      bytes.append32(UInt32(truncatingIfNeeded: address.low >> 32).byteSwapped)
      bytes.append32(UInt32(truncatingIfNeeded: address.low).byteSwapped)
    case .device(let index): bytes.append32(index)
    case .mark(let value, let mask):
      bytes.append32(value)
      bytes.append32(mask)
    case .cgroup(let id):
      bytes.append32(UInt32(truncatingIfNeeded: id))
      bytes.append32(UInt32(truncatingIfNeeded: id >> 32))
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append16(_ value: UInt16) {
    append(UInt8(truncatingIfNeeded: value))
    append(UInt8(truncatingIfNeeded: value >> 8))
  }

  fileprivate mutating func append32(_ value: UInt32) {
    append16(UInt16(truncatingIfNeeded: value))
    append16(UInt16(truncatingIfNeeded: value >> 16))
  }
}
