import Glibc
import TestSupport
import Testing

@testable import Syscalls

/// The programs that rules become, in a machine of the test's own.
@Suite struct SystemCallFilterTests {
  private static let rules = [
    SystemCallRule(.openat, [.argument(2, mask: 0o3, in: [0])]),
    SystemCallRule(.openat, [.argument(2, in: [0o102]), .argument(3, in: [0o600, 0o640])]),
    SystemCallRule(.prlimit64, ArgumentCondition.isNull(2)),
    SystemCallRule(.read),
    SystemCallRule(.close),
  ]

  private func filter(_ architecture: SystemCall.Architecture) -> SystemCallFilter {
    SystemCallFilter(Self.rules, missing: [.clone3, .statx], for: architecture)
  }

  private func run(
    _ architecture: SystemCall.Architecture, _ call: SystemCall, _ arguments: [UInt64] = []
  ) throws -> FilterMachine.Verdict {
    let number = try #require(call.number(architecture))
    return FilterMachine.run(filter(architecture), architecture.audit, number, arguments)
  }

  @Test(arguments: SystemCall.Architecture.allCases)
  func onlyWhatRulesNameIsAllowed(_ architecture: SystemCall.Architecture) throws {
    for call in [SystemCall.read, .close] { #expect(try run(architecture, call) == .allowed) }
    for call in [SystemCall.write, .execve, .openat2, .bpf] {
      #expect(try run(architecture, call) == .failed(EPERM))
    }
    for call in [SystemCall.clone3, .statx] {
      #expect(try run(architecture, call) == .failed(ENOSYS))
    }
  }

  @Test(arguments: SystemCall.Architecture.allCases)
  func conditionsHoldTogetherAndRulesAreAlternatives(
    _ architecture: SystemCall.Architecture
  ) throws {
    // (flags, mode): the first rule has a mask, and the second one two conditions.
    let allowed: [(UInt64, UInt64)] = [
      (0, 0), (0o4000, 7), (0o102, 0o600), (0o102, 0o640), (1 << 32, 0),
    ]
    let refused: [(UInt64, UInt64)] = [
      (1, 0), (2, 0o600), (0o102, 0o644), (0o102, 0), (0o4102, 0o600), (3, 0),
    ]
    for (flags, mode) in allowed {
      #expect(try run(architecture, .openat, [9, 9, flags, mode]) == .allowed)
    }
    for (flags, mode) in refused {
      #expect(try run(architecture, .openat, [0, 0, flags, mode]) == .failed(EPERM))
    }
  }

  /// A pointer is 64 bits wide.
  @Test(arguments: [1, 0xffff_ffff, 1 << 32, 0x7fff_0000_0000] as [UInt64])
  func aPointerThatIsNotNullIsRefused(_ pointer: UInt64) throws {
    #expect(try run(.x86x64, .prlimit64, [0, 3, pointer]) == .failed(EPERM))
    #expect(try run(.x86x64, .prlimit64, [pointer, pointer, 0, pointer]) == .allowed)
  }

  /// 32-bit programs on x86-64 and arm64, and a number that is `read` elsewhere.
  @Test(arguments: [0x4000_0003, 0x4000_0028, 0, 0xc000_00f3] as [UInt32])
  func callsOfOtherArchitecturesEndTheProcess(_ other: UInt32) {
    for architecture in SystemCall.Architecture.allCases {
      #expect(FilterMachine.run(filter(architecture), other, 3) == .killed)
      for call in SystemCall.Architecture.allCases where call != architecture {
        #expect(FilterMachine.run(filter(architecture), call.audit, 3) == .killed)
      }
    }
  }

  /// Newer calls, those of the x32 tables, and the number that a tracer sets to skip a call.
  @Test(arguments: [SystemCall.newest + 1, 1000, 0x4000_0000, 0x4000_0001, .max])
  func unknownNumbersAreMissing(_ number: UInt32) {
    let filter = filter(.x86x64)
    let audit = SystemCall.Architecture.x86x64.audit
    #expect(FilterMachine.run(filter, audit, number) == .failed(ENOSYS))
    #expect(FilterMachine.run(filter, audit, SystemCall.newest) == .failed(EPERM))
  }

  /// `struct sock_filter` of linux/filter.h.
  @Test func instructionsHaveTheKernelsLayout() {
    #expect(MemoryLayout<FilterInstruction>.stride == 8)
    let all = FilterInstruction(0x1234, 0x89ab_cdef, then: 0x56, else: 0x78)
    let bytes = withUnsafeBytes(of: all) { Array($0) }
    #expect(bytes == [0x34, 0x12, 0x56, 0x78, 0xef, 0xcd, 0xab, 0x89])
  }
}

private final class Box<Value: Sendable>: @unchecked Sendable {
  var result: Result<Value, any Error>?
}

/// Capabilities belong to threads, so a test can take those of a thread of its own.
@Suite struct CapabilityTests {
  /// Runs `body` in a new thread.
  private func inThread<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) throws -> Value {
    let box = Box<Value>()
    let done = Semaphore(0)
    try Thread.start(stackBytes: 256 * 1024) {
      box.result = Result { try body() }
      done.signal()
    }
    done.wait()
    return try #require(box.result).get()
  }

  /// The sets that the kernel reports of the calling thread: CapInh, CapPrm, CapEff, CapBnd, CapAmb.
  @Sendable private static func reported() throws -> [String: UInt64] {
    let text = String(
      decoding: try Files.read("/proc/thread-self/status", atMost: 1 << 16), as: UTF8.self)
    var sets: [String: UInt64] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("Cap") {
      sets[String(line.prefix(6))] = UInt64(line.dropFirst(8), radix: 16)
    }
    return sets
  }

  @Test func theSetsAreThoseOfProc() throws {
    let sets = try Self.reported()
    let own = try ThreadCapabilities.current()
    #expect(own.effective.bits == sets["CapEff"])
    #expect(own.permitted.bits == sets["CapPrm"])
    #expect(own.inheritable.bits == sets["CapInh"])
  }

  @Test(.needs(.root)) func whatIsGivenUpIsGone() throws {
    let kept = CapabilitySet([.networkAdministration, .bpf])
    let (sets, regained) = try inThread {
      try ThreadCapabilities.reduceBoundingSet(to: kept)
      let fewer = ThreadCapabilities(effective: kept, permitted: kept, inheritable: kept)
      try fewer.apply()
      try ThreadCapabilities.setAmbient([.bpf])
      let more = CapabilitySet([.networkAdministration, .bpf, .chown])
      let error = #expect(throws: SystemCallError.self) {
        try ThreadCapabilities(effective: more, permitted: more, inheritable: kept).apply()
      }
      return (try Self.reported(), error)
    }
    #expect(kept.bits == 1 << 12 | 1 << 39)
    for set in ["CapEff", "CapPrm", "CapInh"] { #expect(sets[set] == kept.bits) }
    // What the bounding set of the test itself lacks, it lacks here, too.
    let bounding = try #require(try Self.reported()["CapBnd"])
    #expect(sets["CapBnd"] == kept.bits & bounding)
    #expect(sets["CapAmb"] == 1 << 39)
    #expect(regained?.errno == .notPermitted)
    #expect(try ThreadCapabilities.current().effective.contains(.chown))
  }

  @Test(.needs(.root)) func theBoundingSetNeedsItsCapability() throws {
    let error = try inThread {
      let none = CapabilitySet([])
      try ThreadCapabilities(effective: none, permitted: none, inheritable: none).apply()
      return #expect(throws: SystemCallError.self) {
        try ThreadCapabilities.reduceBoundingSet(to: none)
      }
    }
    #expect(error?.errno == .notPermitted)
  }

  /// linux/capability.h
  @Test func numbersAreThoseOfTheKernel() throws {
    let header = try Files.read("/usr/include/linux/capability.h", atMost: 1 << 20)
    let lines = String(decoding: header, as: UTF8.self).split(separator: "\n")
    for capability in Capability.allCases {
      let words = lines.map { $0.split(whereSeparator: { " \t".contains($0) }) }
        .first { $0.count > 2 && $0[0] == "#define" && $0[1] == capability.name }
      #expect(words.flatMap { Int32($0[2]) } == capability.rawValue, "\(capability.name)")
    }
  }
}
