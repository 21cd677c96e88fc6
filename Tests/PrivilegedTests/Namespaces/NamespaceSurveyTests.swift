import Syscalls
import TestSupport
import Testing

@testable import Privileged

@Suite struct NamespaceSurveyTests {
  @Test func readsLinksOfNetworkNamespacesOnly() {
    #expect(NamespaceSurvey.inode(inLink: "net:[4026531833]") == 4_026_531_833)
    for text in [
      "", "net:[]", "net:[x]", "net:[1", "mnt:[1]", "net:1", "net:[18446744073709551616]",
    ] {
      #expect(NamespaceSurvey.inode(inLink: text) == nil)
    }
  }

  @Test func findsTheAgentsOwnFirst() throws {
    let survey = NamespaceSurvey(.processes)
    let own = try #require(survey.namespaces.first)
    #expect(own.isAgents)
    #expect(own.inode == (try NetworkNamespaceFile.own()))
    #expect(own.processes > 0 && own.process != nil)
    let target = try own.open(by: Surveyor(program: "/bin/false"))
    #expect(target.inode == own.inode)
  }

  /// Without the privilege to read a process, its namespace may be missing.
  @Test(.needs(.root)) func processesThatCannotBeReadAreAGap() throws {
    let child = try ChildProcess()
    let refused = try asUser(65534) { () -> (count: Int, first: Int32)? in
      for case .processesRefused(let count, let first) in NamespaceSurvey(.processes).gaps {
        return (count, first)
      }
      return nil
    }
    let gap = try #require(refused)
    #expect(gap.count > 0 && gap.first <= child.pid)
  }

  @Test(.needs(.root)) func descriptorsThatCannotBeReadAreRefused() throws {
    let child = try ChildProcess()
    let pid = child.pid
    let refused = try asUser(65534) { () -> Bool in
      var walk = HeldNamespaces()
      var messages: [SurveyMessage] = []
      try walk.run(from: pid, except: 0) { messages.append($0) }
      return messages.contains(SurveyMessage(.refused, pid: pid))
    }
    #expect(refused)
    withExtendedLifetime(child) {}
  }

  @Test func aProcessThatEndsIsNotRefused() {
    for errno in [Errno.permissionDenied, .notPermitted] {
      #expect(SystemCallError(errno, "readlink").isRefusal)
    }
    for errno in [Errno.noSuchProcess, .noSuchFileOrDirectory, .badFileDescriptor] {
      #expect(!SystemCallError(errno, "readlink").isRefusal)
    }
  }

  @Test func keepsOneHolderOfEachKindAndEveryName() {
    var found = FoundNamespace(inode: 7)
    found.add(.process(1))
    found.add(.process(2))
    found.add(.name([0x61]))
    found.add(.name([0x62]))
    found.add(.socket(3, of: 4))
    found.add(.socket(5, of: 6))
    #expect(found.processes == 2 && found.process == 1)
    #expect(found.names == [[0x61], [0x62]])
    #expect(found.holders.map(\.kind) == [.process, .name, .name, .socket])
    #expect(!found.isAgents)
  }

  @Test func whatIsGoneIsNotFound() {
    var found = FoundNamespace(inode: 7)
    found.add(.process(.max))
    found.add(.name(Array("nlt-no-such-name".utf8)))
    // In another namespace than it was.
    found.add(.thread(Process.id, of: Process.id))
    #expect {
      _ = try found.open(by: Surveyor(program: "/bin/false"))
    } throws: { error in
      guard case PrivilegedError.namespace(.gone(inode: 7, _)) = error else { return false }
      return true
    }
  }
}
