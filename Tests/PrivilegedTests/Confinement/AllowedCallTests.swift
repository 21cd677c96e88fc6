import Foundation
import Syscalls
import TestSupport
import Testing

@testable import Privileged

/// The table of system calls that processes of the agent may make.
@Suite struct AllowedCallTests {
  private static let roles: [Confinement.Role] = [
    .agent(opensSockets: false), .agent(opensSockets: true), .surveyor,
  ]

  private func filter(
    _ role: Confinement.Role, _ architecture: SystemCall.Architecture
  ) -> SystemCallFilter {
    AllowedCall.filter(for: Confinement.users(role), architecture)
  }

  private func rows(_ role: Confinement.Role) -> [AllowedCall] {
    AllowedCall.table.filter { !$0.users.isDisjoint(with: Confinement.users(role)) }
  }

  @Test func everyRowHasAReason() {
    for row in AllowedCall.table { #expect(!row.why.description.isEmpty, "\(row.call.name)") }
  }

  /// A call is allowed in any case, or by rows with conditions.
  @Test func noCallIsAllowedTwice() {
    let names = AllowedCall.table.filter(\.conditions.isEmpty).map(\.call.name.description)
    #expect(Set(names).count == names.count)
    let others = AllowedCall.table.filter { !$0.conditions.isEmpty }
    for row in others { #expect(!names.contains(row.call.name.description), "\(row.call.name)") }
  }

  /// A surveyor has the agent's filter, too.
  @Test func surveyorsMayDoNothingThatTheAgentMayNot() {
    for row in AllowedCall.table where row.users.contains(.surveyor) {
      #expect(row.users.contains(.agent), "\(row.call.name)")
    }
  }

  /// The kernel's headers have the same numbers.
  @Test(arguments: SystemCall.Architecture.allCases)
  func numbersAreThoseOfTheKernel(_ architecture: SystemCall.Architecture) throws {
    // The headers of the other architecture need not be installed.
    guard let known = FilterMachine.numbers(architecture) else {
      #expect(architecture != SystemCall.Architecture.current)
      return
    }
    for call in AllowedCall.table.map(\.call) + AllowedCall.missing {
      let name = call.name.description
      // The headers of an old kernel lack new calls.
      guard let number = known[name] else {
        #expect(call.number(architecture).map { $0 > 424 } != false, "\(name)")
        continue
      }
      #expect(call.number(architecture) == number, "\(name)")
    }
  }

  /// The filter allows what the table has, and nothing else.
  @Test(arguments: roles.indices, SystemCall.Architecture.allCases)
  func theFilterIsTheTable(_ index: Int, _ architecture: SystemCall.Architecture) {
    let role = Self.roles[index]
    let filter = filter(role, architecture)
    let rows = rows(role)
    for number in 0..<UInt32(600) {
      let named = rows.filter { $0.call.number(architecture) == number }
      let verdict = FilterMachine.run(filter, architecture.audit, number)
      if named.contains(where: \.conditions.isEmpty) {
        #expect(verdict == .allowed, "\(number)")
      } else if named.isEmpty {
        #expect(verdict == .failed(EPERM) || verdict == .failed(ENOSYS), "\(number): \(verdict)")
      } else {
        #expect(verdict != .broken && verdict != .killed, "\(number)")
      }
    }
    // BPF_MAXINSNS, and jumps that reach the end.
    #expect(filter.instructions.count < 4096)
    for (place, instruction) in filter.instructions.enumerated() {
      let skipped = Int(max(instruction.skipIfTrue, instruction.skipIfFalse))
      let jump = instruction.code == FilterInstruction.jump ? Int(instruction.operand) : skipped
      #expect(place + 1 + jump < filter.instructions.count || instruction.isExit)
    }
  }

  private struct Example {
    let call: SystemCall
    let arguments: [UInt64]

    init(_ call: SystemCall, _ arguments: UInt64...) {
      self.call = call
      self.arguments = arguments
    }
  }

  /// Each condition from both sides. Numbers are those of x86-64 where architectures differ.
  @Test func argumentsDecide() throws {
    let allowed = [
      Example(.openat, 0, 0, UInt64(O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY)),
      Example(.openat, 0, 0, UInt64(O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)),
      Example(.socket, 1, 5, 0), Example(.socket, 16, 3, 0), Example(.socket, 16, 3, 4),
      Example(.socket, 16, 3, 16), Example(.socketpair, 1, 5, 0, 9),
      Example(.setsockopt, 3, 1, 33), Example(.setsockopt, 3, 270, 12),
      Example(.mmap, 0, 4096, 3), Example(.mmap, 0, 4096, 5), Example(.mprotect, 0, 4096, 3),
      Example(.clone, 0x3d_0f00), Example(.clone, 0x4111), Example(.kill, 99, 9),
      Example(.tgkill, 9, 9, 6), Example(.setns, 3, 0x4000_0000), Example(.kcmp, 1, 2, 2),
      Example(.bpf, 5), Example(.bpf, 28), Example(.bpf, 33), Example(.prctl, 4, 0),
      Example(.prctl, 38, 1), Example(.prctl, 47, 2, 2), Example(.fcntl, 3, 1030, 3),
      Example(.ioctl, 3, 0x894c), Example(.ioctl, 3, 0x8910), Example(.prlimit64, 0, 3, 0, 1),
      Example(.unlinkat, 3, 9, 0),
    ]
    let refused = [
      Example(.openat, 0, 0, UInt64(O_WRONLY)), Example(.openat, 0, 0, UInt64(O_RDWR)),
      Example(.openat, 0, 0, UInt64(O_RDONLY | O_TRUNC)),
      Example(.openat, 0, 0, UInt64(O_RDWR | O_NONBLOCK | O_APPEND)),
      Example(.openat, 0, 0, UInt64(O_RDONLY | O_CREAT), 0o600),
      Example(.openat, 0, 0, UInt64(O_RDWR | O_CREAT | O_NONBLOCK), 0o600),
      // AF_INET, AF_PACKET, AF_VSOCK, NETLINK_AUDIT, NETLINK_XFRM
      Example(.socket, 2, 1, 0), Example(.socket, 17, 3, 0), Example(.socket, 40, 1, 0),
      Example(.socket, 16, 3, 9), Example(.socket, 16, 3, 6), Example(.socketpair, 2, 1),
      // SO_ATTACH_FILTER, IP_TOS
      Example(.setsockopt, 3, 1, 26), Example(.setsockopt, 3, 0, 1),
      Example(.mmap, 0, 4096, 7), Example(.mmap, 0, 4096, 6), Example(.mprotect, 0, 4096, 5),
      // CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWNS
      Example(.clone, 0x1000_0011), Example(.clone, 0x4000_0011), Example(.clone, 0x2_0011),
      Example(.kill, 1, 15), Example(.kill, 1, 0), Example(.tgkill, 1, 1, 9),
      Example(.setns, 3, 0), Example(.setns, 3, 0x2_0000), Example(.kcmp, 1, 2, 0),
      // BPF_MAP_CREATE, BPF_PROG_ATTACH, BPF_RAW_TRACEPOINT_OPEN
      Example(.bpf, 0), Example(.bpf, 8), Example(.bpf, 17),
      // PR_SET_DUMPABLE, PR_SET_SECUREBITS, PR_SET_PTRACER
      Example(.prctl, 4, 1), Example(.prctl, 28, 0), Example(.prctl, 0x5961_6d61, 1),
      // F_SETLEASE, TIOCSTI, SIOCGIFINDEX
      Example(.fcntl, 3, 1024, 1), Example(.ioctl, 0, 0x5412), Example(.ioctl, 3, 0x8933),
      Example(.prlimit64, 0, 7, 0x7fff_0000_0000), Example(.unlinkat, 3, 9, 0x200),
      Example(.bind, 3), Example(.listen, 3), Example(.fchownat, 3, 0, 0, 0, 0x1000),
    ]
    let agent = filter(.agent(opensSockets: false), .x86x64)
    let audit = SystemCall.Architecture.x86x64.audit
    for example in allowed {
      let number = try #require(example.call.number(.x86x64))
      #expect(
        FilterMachine.run(agent, audit, number, example.arguments) == .allowed,
        "\(example.call.name) \(example.arguments)")
    }
    for example in refused {
      let number = try #require(example.call.number(.x86x64))
      #expect(
        FilterMachine.run(agent, audit, number, example.arguments) == .failed(EPERM),
        "\(example.call.name) \(example.arguments)")
    }
  }

  /// What only an agent with a configuration file may do, and what a surveyor may not.
  @Test func rolesDiffer() {
    let lock = UInt64(O_RDWR | O_CREAT | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
    let opener = filter(.agent(opensSockets: true), .x86x64)
    func verdict(_ call: SystemCall, _ arguments: UInt64...) -> FilterMachine.Verdict? {
      call.number(.x86x64).map {
        FilterMachine.run(opener, SystemCall.Architecture.x86x64.audit, $0, arguments)
      }
    }
    #expect(verdict(.openat, 3, 0, lock, 0o600) == .allowed)
    #expect(verdict(.openat, 3, 0, lock, 0o666) == .failed(EPERM))
    #expect(verdict(.fchownat, 3, 0, 0, 0, 0x1000) == .allowed)
    #expect(verdict(.fchownat, 3, 0, 0, 0, 0) == .failed(EPERM))
    #expect(verdict(.chmod, 0, 0o660) == .allowed)
    #expect(verdict(.chmod, 0, 0o4755) == .failed(EPERM))
    #expect(verdict(.fchmod, 0, 0o2755) == .failed(EPERM))
    #expect(verdict(.mkdirat, 3, 0, 0o755) == .allowed)
    #expect(verdict(.mkdirat, 3, 0, 0o777) == .failed(EPERM))
    #expect(verdict(.bind, 3) == .allowed)
    let surveyor = filter(.surveyor, .x86x64)
    for call in [
      SystemCall.execve, .clone, .socket, .setns, .bpf, .kcmp, .openat2, .kill, .capset, .prctl,
      .seccomp, .accept4, .sendto, .connect, .unlinkat, .bind,
    ] {
      #expect(FilterMachine.run(surveyor, .x86x64, call) == .failed(EPERM), "\(call.name)")
    }
    #expect(FilterMachine.run(surveyor, .x86x64, .pidfdGetfd) == .allowed)
  }
}

extension FilterInstruction {
  fileprivate var isExit: Bool { code == FilterInstruction.exit }
}

/// The capabilities that processes of the agent keep.
@Suite struct KeptCapabilityTests {
  @Test func surveyorsAndReloadsHaveTheirOwn() {
    let agent = Confinement.kept(by: .agent(opensSockets: false))
    #expect(
      Set(agent)
        == [
          .readSearch, .trace, .networkAdministration, .administration, .resources,
          .performanceMonitoring, .bpf,
        ])
    let opener = Confinement.kept(by: .agent(opensSockets: true))
    #expect(Set(opener) == Set(agent + [.chown, .fileOwner]))
    let surveyor = Confinement.kept(by: .surveyor)
    #expect(Set(surveyor) == [.readSearch, .trace, .networkAdministration])
    #expect(Confinement.passedOn(by: .agent(opensSockets: true)) == surveyor)
    #expect(Confinement.passedOn(by: .surveyor).isEmpty)
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Repository.root.appendingPathComponent(path), encoding: .utf8)
  }

  @Test func theTableIsInTheDocument() throws {
    let document = try text("SECURITY.md")
    for row in KeptCapability.table {
      #expect(
        document.contains("| \(row.capability.name) |"), "SECURITY.md: \(row.capability.name)")
    }
    let named = Set(document.matches(of: /\| (CAP_\w+) \|/).map { String($0.output.1) })
    #expect(named == Set(KeptCapability.table.map(\.capability.name)))
  }

  /// The unit grants only what the agent would keep.
  @Test func theUnitGrantsNoMore() throws {
    let unit = try text("contrib/systemd/nlagent.service")
    var granted: Set<String> = []
    for line in unit.split(separator: "\n") where line.hasPrefix("CapabilityBoundingSet=") {
      granted.formUnion(line.dropFirst(22).split(separator: " ").map { String($0) })
    }
    let kept = KeptCapability.table.map(\.capability.name)
    #expect(granted.isSubset(of: kept), "\(granted.subtracting(kept))")
    #expect(Set(kept).subtracting(granted) == ["CAP_SYS_RESOURCE", "CAP_CHOWN", "CAP_FOWNER"])
  }
}
