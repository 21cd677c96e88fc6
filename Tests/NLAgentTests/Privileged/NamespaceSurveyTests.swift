import Syscalls
import Testing

@testable import NLAgent

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
    let target = try own.open()
    #expect(target.inode == own.inode)
  }

  @Test func keepsOneHolderOfEachKindAndEveryName() {
    var found = FoundNamespace(inode: 7)
    found.note(.process(1))
    found.note(.process(2))
    found.note(.name([0x61]))
    found.note(.name([0x62]))
    found.note(.socket(3, of: 4))
    found.note(.socket(5, of: 6))
    #expect(found.processes == 2 && found.process == 1)
    #expect(found.names == [[0x61], [0x62]])
    #expect(found.holders.map(\.kind) == ["process", "name", "name", "socket"])
    #expect(!found.isAgents)
  }

  @Test func whatIsGoneIsNotFound() {
    var found = FoundNamespace(inode: 7)
    found.note(.process(.max))
    found.note(.name(Array("nlt-no-such-name".utf8)))
    // In another namespace than it was.
    found.note(.thread(Process.id, of: Process.id))
    found.note(.descriptor(99_999, of: Process.id))
    #expect { try found.open() } throws: { error in "\(error)".contains("gone meanwhile") }
  }
}
