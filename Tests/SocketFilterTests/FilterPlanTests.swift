import Limits
import Netlink
import Protocol
import Syscalls
import TestSupport
import Testing
import Vocabulary

@testable import SocketFilter

@Suite struct FilterPlanTests {
  private func plans(
    _ text: String, _ family: InetFamily = .v4, _ transport: InetTransport = .tcp,
    states: UInt32 = .max, _ kernel: FilterKernel = .all
  ) throws -> [FilterPlan] {
    FilterPlan.plans(
      try FilterParser.parse(text, .inet, FewNames()).tree, family, transport, states: states,
      kernel: kernel)
  }

  @Test func whatTheKernelDecidesIsNotDecidedAgain() throws {
    for text in [
      "sport = 443", "src 127.0.0.1 or dport != 80", "not (dev lo fwmark 1)", "cgroup /a",
      "state established dport = 443", "autobound", "src inet:127.0.0.1",
    ] {
      for plan in try plans(text) {
        #expect(plan.program != nil, "\(text)")
        #expect(plan.residual == nil, "\(text)")
      }
    }
    let states = try #require(try plans("state established").first)
    #expect(states.program == nil && states.residual == nil && states.states == 2)
    let mixed = try #require(try plans("uid 1 and sport = 443").first)
    #expect(mixed.program != nil && mixed.residual != nil)
    let open = try #require(try plans("uid 1 or sport = 443").first)
    #expect(open.program == nil && open.residual != nil)
  }

  @Test func whatCannotMatchIsNotDumped() throws {
    #expect(try plans("src ::1").isEmpty)
    #expect(try plans("src 127.0.0.1", .v6).count == 1)
    #expect(try plans("src inet:*", .v6).isEmpty)
    #expect(try plans("state listening", .v4, .udp).isEmpty)
    #expect(try plans("state unconnected").isEmpty)
    #expect(try plans("state listening and not state listening").isEmpty)
    #expect(try plans("sport != *").isEmpty)
    #expect(try plans("fwmark 3/1").isEmpty)
    #expect(try plans("state listening", states: 1 << 1).isEmpty)
    #expect(try plans("").first?.states == .max & ~(1 << 31))
  }

  @Test func autoboundIsDumpedApart() throws {
    #expect(try plans("autobound").count == 1)
    #expect(try plans("not autobound sport = 443").count == 1)
    let both = try plans("autobound or uid 1")
    #expect(both.count == 2)
    #expect(both.first?.residual == nil)
    #expect(both.last?.residual != nil)
  }

  @Test func bothFamiliesOfTCPAreOneDumpWhereTheyWantTheSame() throws {
    func joined(_ text: String, _ transport: InetTransport = .tcp) throws -> [FilterPlan] {
      FilterPlan.joined(try plans(text, .v4, transport) + plans(text, .v6, transport))
    }
    for text in ["", "state established", "sport = 443", "uid 1 or dev lo"] {
      let plans = try joined(text)
      #expect(plans.map(\.family) == [nil], "\(text)")
      #expect(plans.first?.request().bytes[4] == 18)  // TCPDIAG_GETSOCK
      #expect(plans.first?.splitByFamily.map(\.family) == [.v4, .v6])
      let single = try self.plans(text).first?.request().bytes
      #expect(plans.first?.splitByFamily.first?.request().bytes == single)
    }
    #expect(try joined("autobound or uid 1").map(\.family) == [nil, nil])
    // One of IPv4 holds for mapped addresses as well.
    #expect(try joined("src 127.0.0.1").map(\.family) == [nil])
    #expect(try joined("src inet:* or sport = 1").map(\.family) == [.v4, .v6])
    #expect(try joined("src ::1").map(\.family) == [.v6])
    #expect(try joined("", .udp).map(\.family) == [.v4, .v6])
    #expect(try joined("", .mptcp).map(\.family) == [.v4, .v6])
  }

  @Test func boundSocketsAreDumpedAside() throws {
    let bound: UInt32 = 1 << 13
    let all = try #require(try plans("").first)
    let both = all.splitByBinding
    #expect(both.map(\.isBoundOnly) == [false, true])
    #expect(both.map { $0.states & bound } == [0, bound])
    #expect(both.last?.states == bound)
    #expect(both.reduce(0) { $0 | $1.states } == all.states)
    #expect(try plans("state established").flatMap(\.splitByBinding).map(\.isBoundOnly) == [false])
    #expect(try plans("", states: bound).flatMap(\.splitByBinding).map(\.isBoundOnly) == [false])
    #expect(try plans("", .v4, .udp).flatMap(\.splitByBinding).map(\.isBoundOnly) == [false])
  }

  @Test func refusedProgramsAreMadeSimpler() throws {
    let refused = NetlinkError.kernel(KernelRefusal(errno: .invalidArgument, text: nil))
    let first = try #require(try plans("dev lo sport = 443").first)
    let second = try #require(try first.afterRefusal(refused))
    // JSON of the same meaning: basic knows ports, the agent the device.
    #expect(second.program != nil && second.program != first.program)
    #expect(second.residual != nil)
    let third = try #require(try second.afterRefusal(refused))
    #expect(third.program == nil && third.residual != nil)
    #expect(try third.afterRefusal(refused) == nil)
    let denied = NetlinkError.kernel(KernelRefusal(errno: .notPermitted, text: nil))
    let marked = try #require(try plans("fwmark 1").first)
    #expect(throws: FilterRefusal.self) { try marked.afterRefusal(denied) }
    #expect(try first.afterRefusal(denied) == nil)
    let auto = try #require(try plans("autobound dev lo").first?.afterRefusal(refused))
    #expect(throws: FilterRefusal.self) { try auto.afterRefusal(refused) }
  }

  static let words = [
    "sport = 443", "sport != 80", "sport < 443", "sport > 80", "dport >= 40000", "dport <= 22",
    "dport = 443", "sport >= 0", "sport <= 65535", "src 127.0.0.1", "src 127.0.0.0/16", "dst 10/8",
    "src 0.0.0.0/0", "src ::/0", "src ::1", "dst 2001:db8::/32", "src ::ffff:127.0.0.0/104",
    "src inet:*", "dst inet6:*:443", "dev lo", "dev != 0", "fwmark 1", "fwmark 0x10/0xf0",
    "fwmark 3/1", "cgroup /a", "autobound", "uid 1", "uid != 0", "inode 0", "cookie 3",
    "state established", "state listening state syn-recv", "exclude time-wait", "state connected",
    "state unconnected", "state bound-inactive", "state closed", "state bucket", "state big",
  ]

  /// An expression of random words and operators.
  static func expression(_ depth: Int, using random: inout some RandomNumberGenerator) -> String {
    if depth == 0 || Int.random(in: 0..<4, using: &random) == 0 {
      return words.randomElement(using: &random) ?? ""
    }
    let first = expression(depth - 1, using: &random)
    let second = expression(depth - 1, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return "not ( \(first) )"
    case 1: return "( \(first) ) \(second)"
    case 2: return "\(first) and \(second)"
    case 3: return "( \(first) or \(second) )"
    case 4: return "!(\(first)|\(second))"
    default: return "\(first) or \(second)"
    }
  }

  /// Whatever is simplified, approximated and split: each socket that the filter means is in
  /// exactly one dump, and no other socket is in any, however much the kernel decides.
  @Test func plansMeanWhatTheTreeMeans() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededRandom(seed)
    for _ in 0..<700 {
      let text = FilterPlanTests.expression(4, using: &random)
      let tree = try FilterParser.parse(text, .inet, FewNames()).tree
      let usesAutobound = tree.contains { $0 == .autobound }
      for kernel in FilterKernel.allCases where kernel != .none || !usesAutobound {
        var all: [FilterPlan] = []
        for family in InetFamily.allCases {
          for transport in InetTransport.usual {
            all += FilterPlan.plans(tree, family, transport, states: .max, kernel: kernel)
          }
        }
        for plan in all {
          guard let program = plan.program else { continue }
          #expect(DiagInterpreter.refusal(program.bytes) == nil, "seed \(seed): \(text)")
        }
        for _ in 0..<30 {
          let row = FilterRow.random(using: &random)
          #expect(
            row.rows(of: all) == (row.matches(tree) ? 1 : 0), "seed \(seed): \(text): \(row)")
        }
      }
    }
  }

  /// The longest expression's program fits.
  @Test func theLongestProgramFits() throws {
    let text = Array(repeating: "src=::/1", count: Limits.filterBytes / 9).joined(separator: "|")
    let plan = try #require(try plans(text, .v6).first)
    #expect(plan.residual == nil)
    #expect((plan.program?.bytes.count ?? 0) > 20_000)
  }
}
