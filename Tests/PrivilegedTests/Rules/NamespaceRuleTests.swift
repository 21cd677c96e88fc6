import Syscalls
import TestSupport
import Testing

@testable import Privileged

@Suite("which namespaces a client may ask about")
struct NamespaceRuleTests {
  private let everyChoice: [NamespaceChoice] = [
    .agent, .caller, .all, .name("x"), .process(1), .inode(1),
  ]

  private func caller(_ pid: Int32) -> Caller {
    Caller(PeerCredentials(pid: pid, uid: 0, gid: 0))
  }

  private func mayAsk(_ choice: NamespaceChoice, _ caller: Caller) throws -> Bool {
    do throws(PrivilegedError) {
      try NamespaceRule.caller.check(choice, for: caller)
      return true
    } catch {
      guard case .namespaceNotPermitted = error else { throw error }
      return false
    }
  }

  @Test func allIsAll() throws {
    for choice in everyChoice { try NamespaceRule.all.check(choice, for: caller(0)) }
    #expect(
      NamespaceRule.all.shows(1, toCallerIn: 2) && NamespaceRule.all.shows(1, toCallerIn: nil))
  }

  @Test func aCallerInTheAgentsNamespaceMayAskAboutThat() throws {
    let allowed = try everyChoice.map { try mayAsk($0, caller(Process.id)) }
    #expect(allowed == [true, true, false, false, false, false])
  }

  @Test(.needs(.root, .tools("unshare"))) func aCallerElsewhereMayAskAboutItsOwnAlone() throws {
    let child = try ChildProcess.inOwnNamespace()
    let allowed = try everyChoice.map { try mayAsk($0, caller(child.pid)) }
    #expect(allowed == [false, true, false, false, false, false])
  }

  /// Of a caller that has ended nobody can say where it was.
  @Test func aCallerThatHasEndedMayNot() throws {
    #expect(throws: PrivilegedError.self) { try mayAsk(.agent, caller(.max)) }
  }

  @Test func aCallerWhoseNamespaceIsNotKnownIsShownNone() {
    let rule = NamespaceRule.caller
    #expect(rule.shows(7, toCallerIn: 7))
    #expect(!rule.shows(7, toCallerIn: 8) && !rule.shows(7, toCallerIn: nil))
  }
}
