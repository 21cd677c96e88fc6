internal import CLinux
internal import Glibc

/// One instruction of a filter: `struct sock_filter` of `linux/filter.h`.
public struct FilterInstruction: Equatable, Sendable {
  public let code: UInt16
  /// The number of instructions that are skipped if a comparison is true.
  public let skipIfTrue: UInt8
  /// The number of instructions that are skipped if it is false.
  public let skipIfFalse: UInt8
  public let operand: UInt32

  // Operations of `linux/bpf_common.h`.
  /// BPF_LD | BPF_W | BPF_ABS: loads 32 bits of `struct seccomp_data`.
  public static let load: UInt16 = 0x20
  /// BPF_ALU | BPF_AND | BPF_K.
  public static let and: UInt16 = 0x54
  /// BPF_JMP | BPF_JEQ | BPF_K.
  public static let ifEqual: UInt16 = 0x15
  /// BPF_JMP | BPF_JGT | BPF_K.
  public static let ifGreater: UInt16 = 0x25
  /// BPF_JMP | BPF_JA: skips as many instructions as the operand says.
  public static let jump: UInt16 = 0x05
  /// BPF_RET | BPF_K.
  public static let exit: UInt16 = 0x06

  init(_ code: UInt16, _ operand: UInt32, then skipIfTrue: Int = 0, else skipIfFalse: Int = 0) {
    self.code = code
    self.operand = operand
    self.skipIfTrue = UInt8(truncatingIfNeeded: skipIfTrue)
    self.skipIfFalse = UInt8(truncatingIfNeeded: skipIfFalse)
  }
}

/// What an argument of a system call must be. A filter sees numbers, never what they point to.
public struct ArgumentCondition: Sendable {
  /// The offset of the compared 32 bits in `struct seccomp_data`.
  fileprivate let offset: UInt32
  fileprivate let mask: UInt32
  fileprivate let values: [UInt32]

  private init(_ argument: UInt32, isUpper: Bool, mask: UInt32, values: [UInt32]) {
    // Little-endian, as both architectures are.
    offset = 16 + argument * 8 + (isUpper ? 4 : 0)
    self.mask = mask
    self.values = values
  }

  /// The lower 32 bits of an argument, as far as `mask` has them, are one of these values. The
  /// kernel ignores the upper bits of an `int`, and has no flags there.
  /// - Parameter argument: the first one is 0.
  public static func argument(
    _ argument: UInt32, mask: UInt32 = .max, in values: [UInt32]
  ) -> ArgumentCondition {
    ArgumentCondition(argument, isUpper: false, mask: mask, values: values)
  }

  /// An argument is a null pointer.
  public static func isNull(_ argument: UInt32) -> [ArgumentCondition] {
    [false, true].map {
      ArgumentCondition(argument, isUpper: $0, mask: .max, values: [0])
    }
  }
}

/// A system call that a filter allows.
public struct SystemCallRule: Sendable {
  public let call: SystemCall
  /// What its arguments must be, all at once. Several rules for one call are alternatives.
  public let conditions: [ArgumentCondition]

  public init(_ call: SystemCall, _ conditions: [ArgumentCondition] = []) {
    self.call = call
    self.conditions = conditions
  }
}

/// A program that decides which system calls the threads of a process may make. See seccomp(2).
///
/// A call that no rule allows fails with EPERM, so that a mistake in the rules is an error of one
/// request and not the end of the process. It fails with ENOSYS, as on an older kernel, if the C
/// library has another way then. A call in the tables of another architecture, whose numbers mean
/// other calls, ends the process.
public struct SystemCallFilter: Sendable {
  public let instructions: [FilterInstruction]

  /// SECCOMP_RET_ALLOW of `linux/seccomp.h`.
  public static let allow: UInt32 = 0x7fff_0000
  /// SECCOMP_RET_KILL_PROCESS.
  public static let kill: UInt32 = 0x8000_0000
  /// SECCOMP_RET_ERRNO, without its errno.
  public static let fail: UInt32 = 0x0005_0000

  // Offsets in struct seccomp_data.
  private static let number: UInt32 = 0
  private static let architecture: UInt32 = 4

  /// - Parameter missing: calls that fail with ENOSYS.
  public init(
    _ rules: [SystemCallRule], missing: [SystemCall], for architecture: SystemCall.Architecture
  ) {
    // The instructions that decide each call.
    var decisions: [UInt32: [FilterInstruction]] = [:]
    for rule in rules {
      guard let number = rule.call.number(architecture) else { continue }
      decisions[number, default: []] += SystemCallFilter.alternative(rule.conditions)
    }
    for number in missing.compactMap({ $0.number(architecture) }) {
      decisions[number] = [SystemCallFilter.refusal(ENOSYS)]
    }
    let calls = decisions.sorted { $0.key < $1.key }.map { (number: $0.key, code: $0.value) }
    instructions =
      [
        FilterInstruction(FilterInstruction.load, SystemCallFilter.architecture),
        FilterInstruction(FilterInstruction.ifEqual, architecture.audit, then: 1),
        FilterInstruction(FilterInstruction.exit, SystemCallFilter.kill),
        FilterInstruction(FilterInstruction.load, SystemCallFilter.number),
        FilterInstruction(FilterInstruction.ifGreater, SystemCall.newest, else: 1),
        SystemCallFilter.refusal(ENOSYS),
      ] + SystemCallFilter.search(calls[...])
  }

  // So few calls are compared one after the other.
  private static let fewCalls = 4

  /// Finds the call among those with ascending numbers, by halving. When the program is installed,
  /// the kernel tries it on all numbers, to find those that need no run of it. One comparison after
  /// the other would make that the longer half of the installation.
  private static func search(
    _ calls: ArraySlice<(number: UInt32, code: [FilterInstruction])>
  ) -> [FilterInstruction] {
    guard calls.count > fewCalls else {
      var code: [FilterInstruction] = []
      for (number, decision) in calls {
        // Behind conditions that do not hold.
        let decision = decision.count > 1 ? decision + [refusal(EPERM)] : decision
        code.append(FilterInstruction(FilterInstruction.ifEqual, number, else: decision.count))
        code += decision
      }
      return code + [refusal(EPERM)]
    }
    let middle = calls.startIndex + calls.count / 2
    let lower = search(calls[..<middle])
    let upper = search(calls[middle...])
    return [
      FilterInstruction(FilterInstruction.ifGreater, calls[middle - 1].number, else: 1),
      // A comparison can skip 255 instructions at most.
      FilterInstruction(FilterInstruction.jump, UInt32(truncatingIfNeeded: lower.count)),
    ] + lower + upper
  }

  /// Allows a call if all conditions hold, and otherwise goes on behind these instructions.
  private static func alternative(_ conditions: [ArgumentCondition]) -> [FilterInstruction] {
    var code = [FilterInstruction(FilterInstruction.exit, allow)]
    for condition in conditions.reversed() {
      var comparison = [FilterInstruction(FilterInstruction.load, condition.offset)]
      if condition.mask != .max {
        comparison.append(FilterInstruction(FilterInstruction.and, condition.mask))
      }
      for (place, value) in condition.values.enumerated() {
        let left = condition.values.count - place - 1
        comparison.append(
          FilterInstruction(
            FilterInstruction.ifEqual, value, then: left, else: left == 0 ? code.count : 0))
      }
      code = comparison + code
    }
    return code
  }

  private static func refusal(_ errno: Int32) -> FilterInstruction {
    FilterInstruction(FilterInstruction.exit, fail | UInt32(truncatingIfNeeded: errno))
  }

  /// Restricts all threads of this process, and all threads and programs that they start, for ever.
  /// A process can have several filters; a call must be allowed by all. The corresponding call is
  /// `seccomp` with SECCOMP_FILTER_FLAG_TSYNC.
  ///
  /// SECCOMP_FILTER_FLAG_SPEC_ALLOW: the processes run no code of others, and before Linux 5.16 a
  /// filter without it slows down everything.
  /// - Throws: EACCES without `ProcessRestriction.denyNewPrivileges` and CAP_SYS_ADMIN, EINVAL or
  ///   ENOSYS if the kernel has no filters, ESRCH if a thread has another filter.
  public func install() throws(SystemCallError) {
    let count = UInt16(clamping: instructions.count)
    let thread = try unsafe instructions.span.withUnsafeBufferPointer {
      start throws(SystemCallError) in
      try retrying("seccomp") { unsafe clinux_seccomp_filter(start.baseAddress, count) }
    }
    if thread != 0 { throw SystemCallError(.noSuchProcess, "seccomp") }
  }
}
