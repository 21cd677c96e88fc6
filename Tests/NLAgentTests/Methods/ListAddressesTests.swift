import Protocol
import Testing

@testable import NLAgent

@Suite("listAddresses")
struct ListAddressesTests {
  @Test func listsTheLoopbackAddress() throws {
    let addresses = try MethodRun.list("listAddresses")
    let loopback = try #require(addresses.first { $0["address"]?.text == "127.0.0.1" })
    #expect(loopback["interface"]?.text == "lo")
    #expect(loopback["interfaceIndex"]?.number == 1)
    #expect(loopback["family"]?.text == "v4")
    #expect(loopback["prefixLength"]?.number == 8)
    #expect(loopback["scope"]?.text == "host")
    #expect(loopback["flags"]?.texts == ["PERMANENT"])
    #expect(loopback["validSeconds"]?.isNull == true)
  }
}
