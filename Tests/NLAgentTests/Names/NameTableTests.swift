import Testing

@testable import NLAgent

@Suite struct FilterNamesTests {
  @Test func servicesAreReadAsTheManualSays() {
    let services = NameTable.services(
      Array(
        """
        # comment
        http\t\t80/tcp\t\twww # WorldWideWeb
        http 80/udp
        split 1/tcp
        split 2/udp
        other 5/sctp
        broken
        worse x/tcp
        far 99999/tcp
        windows 7/tcp\r
        """.utf8))
    #expect(services["http"] == [80])
    #expect(services["www"] == [80])
    #expect(services["split"] == [1, 2])
    #expect(services["windows"] == [7])
    #expect(services.count == 4)
  }

  @Test func usersAreReadAsTheManualSays() {
    let users = NameTable.users(
      Array(
        "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:1::/:\nroot:x:9:9::/:\nbad:x:y:1\n+::\n".utf8
      ))
    #expect(users == ["root": 0, "nobody": 65534])
  }

  @Test func thisHostHasNames() throws {
    let names = SystemNames()
    #expect(names.userID("root") == 0)
    #expect(try names.interfaceIndex("lo") != nil)
    #expect(try names.interfaceIndex("no such device") == nil)
    #expect(names.ports(ofService: "https") == [443])
    #expect(names.ports(ofService: "no such service") == [])
    #expect(try names.cgroupID("/") == 1)
  }
}
