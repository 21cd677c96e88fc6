import Syscalls
import Testing

@testable import Privileged

@Suite("whose tasks a client may see")
struct TaskRuleTests {
  @Test(
    arguments: [
      (0o660, TaskRule.all), (0o600, .all), (0o664, .all), (0o666, .own), (0o662, .own),
      (0o777, .own), (nil, .own),
    ] as [(UInt32?, TaskRule)]) func followsTheSocket(_ mode: UInt32?, _ rule: TaskRule)
  {
    #expect(TaskRule.standard(for: mode) == rule)
  }

  @Test func ownIsOnesOwnAndRootsIsAll() {
    let nobody = Caller(PeerCredentials(pid: 1, uid: 65534, gid: 65534))
    // In this process's namespaces, where root is root.
    let root = Caller(PeerCredentials(pid: Process.id, uid: 0, gid: 0))
    #expect(TaskRule.own.grants(65534, to: nobody))
    #expect(!TaskRule.own.grants(0, to: nobody) && !TaskRule.own.grants(1000, to: nobody))
    // What has no user is nobody's.
    #expect(!TaskRule.own.grants(nil, to: nobody))
    #expect(TaskRule.own.grants(1000, to: root) && TaskRule.own.grants(nil, to: root))
    #expect(TaskRule.all.grants(0, to: nobody) && TaskRule.all.grants(nil, to: nobody))
    #expect(TaskRule.own.grantsAll(to: root) && !TaskRule.own.grantsAll(to: nobody))
    #expect(TaskRule.all.grantsAll(to: nobody))
  }

  /// A user 0 that is not root, for instance of a container, is not taken for the host's.
  @Test func exitsOfRootAreNotForTheUserZeroOfAContainer() {
    let zero = Caller(PeerCredentials(pid: 0, uid: 0, gid: 0))
    let user = Caller(PeerCredentials(pid: 0, uid: 1000, gid: 1000))
    #expect(!zero.isRoot)
    #expect(!TaskRule.own.grantsExit(of: 0, to: zero))
    #expect(TaskRule.own.grantsExit(of: 1000, to: user))
    #expect(!TaskRule.own.grantsExit(of: 0, to: user))
    #expect(TaskRule.all.grantsExit(of: 0, to: zero))
  }
}
