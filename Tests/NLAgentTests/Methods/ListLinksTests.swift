import Netlink
import Protocol
import Testing

@testable import NLAgent

@Suite("listLinks")
struct ListLinksTests {
  @Test func listsTheLoopbackLinkWithItsAddress() throws {
    let links = try MethodRun.list("listLinks")
    let loopback = try #require(links.first { $0["name"]?.text == "lo" })
    #expect(loopback["index"]?.number == 1)
    #expect(loopback["type"]?.text == "loopback")
    #expect(loopback["kind"] == nil)
    #expect(loopback["maxMtu"] == nil)
    #expect(loopback["flags"]?.texts?.contains("LOOPBACK") == true)
    #expect(loopback["operState"]?.text == "UNKNOWN")
    let addresses = try #require(loopback["addresses"]?.elements)
    #expect(addresses.contains { $0["address"]?.text == "127.0.0.1" })
  }

  @Test func hasTheAddressesThatListAddressesHas() throws {
    let inLinks = try MethodRun.list("listLinks").flatMap { link in
      (link["addresses"]?.elements ?? []).compactMap { $0["address"]?.text }
    }
    let alone = try MethodRun.list("listAddresses").compactMap { $0["address"]?.text }
    #expect(inLinks.sorted() == alone.sorted())
  }

  @Test func documentsEachCounterThatTheKernelHas() throws {
    let links = try #require(
      MethodContract.listLinks.result.first { $0.name == "links" })
    guard case .array(.object(let members)) = links.schema,
      case .object(let counters)? = members.first(where: { $0.name == "statistics" })?.schema
    else {
      Issue.record("listLinks has no statistics")
      return
    }
    #expect(counters.map(\.name) == LinkStatistics.fields.map { "\($0.name)" })
  }
}
