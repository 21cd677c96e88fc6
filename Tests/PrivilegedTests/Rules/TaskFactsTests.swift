import ProcFiles
import Testing

@testable import Privileged

/// The kernel's rule of ptrace(2), fact by fact. `TaskReadingTests` compares it with the kernel.
@Suite("who may read a task") struct TaskFactsTests {
  private func facts(
    users: [UInt32] = [1000, 1000, 1000], groups: [UInt32] = [100, 100, 100],
    permitted: UInt64 = 0, fileOwner: UInt32 = 1000, namespace: String = "user:[1]"
  ) -> TaskFacts {
    TaskFacts(
      credentials: TaskCredentials(
        users: users, groups: groups, permitted: permitted, effective: 0),
      fileOwner: fileOwner, userNamespace: namespace)
  }

  private func isReadable(_ facts: TaskFacts) -> Bool {
    facts.isReadable(byUser: 1000, group: 100, in: "user:[1]")
  }

  @Test func aTaskOfOnesOwnIsReadable() {
    #expect(isReadable(facts()))
  }

  @Test(arguments: [0, 1, 2]) func everyIdCounts(_ place: Int) {
    var ids: [UInt32] = [1000, 1000, 1000]
    ids[place] = 0
    #expect(!isReadable(facts(users: ids)))
    ids = [100, 100, 100]
    ids[place] = 0
    #expect(!isReadable(facts(groups: ids)))
  }

  @Test func dumpabilityCapabilitiesAndNamespaceCount() {
    #expect(!isReadable(facts(fileOwner: 0)))
    #expect(!isReadable(facts(permitted: 1 << 10)))
    #expect(!isReadable(facts(namespace: "user:[2]")))
  }

  /// Root's files and those of tasks that are not dumpable have the same owner.
  @Test func theUserZeroIsRefused() {
    let roots = facts(users: [0, 0, 0], groups: [0, 0, 0], fileOwner: 0)
    #expect(!roots.isReadable(byUser: 0, group: 0, in: "user:[1]"))
  }

  @Test func rootOfAContainerReadsWhatIsInIt() {
    let task = facts(permitted: .max, namespace: "user:[2]")
    #expect(task.isReadable(byRoot: 1000, of: "user:[2]"))
    #expect(!task.isReadable(byRoot: 1000, of: "user:[1]"))
    // A program that only the outer namespace may read.
    #expect(!facts(fileOwner: 0, namespace: "user:[2]").isReadable(byRoot: 1000, of: "user:[2]"))
  }

  @Test(
    arguments: [
      ("         0       1000          1\n", 1000), ("0 0 4294967295\n", 0), ("5 1 1\n0 7 1\n", 7),
      ("5 1 1\n", nil), ("", nil), ("0 x 1\n", nil), ("0 4294967296 1\n", nil),
    ] as [(String, UInt32?)]) func rootIsTheUserThatTheMapSays(_ map: String, _ uid: UInt32?)
  {
    #expect(Caller.root(Array(map.utf8)) == uid)
  }
}
