import Foundation
import TestSupport
import Testing

/// `inetSocket` against the list, and where the kernel answers with something else.
@Suite(.needs(.root, .tools("nsenter", "python3")))
struct SocketLookupTests {
  private let zoo: Zoo
  private let agent: TestAgent
  // Last, for it can be removed when it is empty.
  private let group: ControlGroup

  init() throws {
    group = try ControlGroup(ControlGroup.unified)
    zoo = try Zoo("details_zoo", [group.path])
    agent = try TestAgent(wrapper: ["nsenter", "-t", "\(zoo.program.pid)", "-n"])
  }

  private func records() throws -> [JSON] {
    try agent.ask("inetConnections")["connections"].array
  }

  private func made(_ label: String) throws -> JSON {
    let inode = zoo.known[label].int
    return try #require(try records().first { $0["inode"].int == inode }, "\(label)")
  }

  private func ends(_ record: JSON) -> [String: Any] {
    var ends: [String: Any] = [
      "protocol": record["protocol"].string ?? "",
      "localAddress": record["localAddress"].string ?? "",
      "localPort": record["localPort"].int ?? 0,
    ]
    if record["remotePort"].int != 0 {
      ends["remoteAddress"] = record["remoteAddress"].string ?? ""
      ends["remotePort"] = record["remotePort"].int ?? 0
    }
    if let device = record["interface"].string { ends["interface"] = device }
    return ends
  }

  /// 33: every socket is found by its ends alone, UDP's other way round included.
  @Test func everySocketIsFoundByItsEnds() throws {
    var found = 0
    for record in try records() where record["state"].string != "BOUND_INACTIVE" {
      // Twins have the same ends, of which the kernel chooses.
      if record["localPort"].int == 6006 { continue }
      let answer = try agent.ask("inetSocket", ends(record))
      for name in ["cookie", "state", "inode", "localAddress", "remoteAddress", "family"] {
        #expect(answer[name].cell == record[name].cell, "\(name) of \(record): \(answer)")
      }
      found += 1
    }
    #expect(found > 20)
  }

  @Test func everySocketIsFoundByItsCookie() throws {
    for record in try records() {
      let answer = try agent.ask(
        "inetSocket",
        ["protocol": record["protocol"].string ?? "", "cookie": record["cookie"].string ?? ""])
      #expect(answer["inode"].cell == record["inode"].cell, "\(record)")
    }
  }

  /// 33: for a connection that is gone the kernel has its listener.
  @Test func aListenerIsNoConnection() throws {
    let near = try made("cubic-near")
    var wanted = ends(near)
    wanted["localPort"] = 1
    try refuses(wanted)
    // The same from the listener's side.
    try refuses([
      "protocol": "tcp", "localAddress": "127.0.0.1", "localPort": 6001,
      "remoteAddress": "127.0.0.1", "remotePort": 1,
    ])
    // And an address that the listener would serve, but is not bound to.
    try refuses(["protocol": "tcp", "localAddress": "127.0.0.1", "localPort": 6007])
  }

  @Test func aPeerlessUDPSocketIsNoConnection() throws {
    try refuses([
      "protocol": "udp", "localAddress": "127.0.0.1", "localPort": 6005,
      "remoteAddress": "127.0.0.1", "remotePort": 1,
    ])
    let sender = try made("udp-sender")
    var swapped = ends(sender)
    swapped["localPort"] = sender["remotePort"].int
    swapped["remotePort"] = sender["localPort"].int
    try refuses(swapped)
  }

  @Test func aCookieDistinguishesTwins() throws {
    for label in ["twin-a", "twin-b"] {
      let twin = try made(label)
      var wanted = ends(twin)
      wanted["cookie"] = twin["cookie"].string
      #expect(try agent.ask("inetSocket", wanted)["inode"].int == zoo.known[label].int)
    }
    var wrong = ends(try made("v4"))
    wrong["cookie"] = "1"
    try refuses(wrong)
    try refuses(["protocol": "udp", "cookie": try made("v4")["cookie"].string ?? ""])
  }

  @Test func theDeviceBelongsToTheEnds() throws {
    let bound = try made("device")
    var wanted = ends(bound)
    #expect(wanted["interface"] as? String == "lo")
    wanted["interface"] = nil
    try refuses(wanted)
    wanted["interface"] = "nosuchdevice"
    #expect(try agent.response("inetSocket", wanted).errorName == "notFound")
  }

  /// An IPv4 connection of an IPv6 socket has one name in each family.
  @Test func mappedAddressesAreTheSame() throws {
    let far = try made("mapped-far")
    #expect(far["family"].string == "v6")
    var wanted = ends(far)
    #expect(try agent.ask("inetSocket", wanted)["inode"].cell == far["inode"].cell)
    wanted["localAddress"] = "127.0.0.1"
    wanted["remoteAddress"] = "127.0.0.1"
    #expect(try agent.ask("inetSocket", wanted)["inode"].cell == far["inode"].cell)
  }

  @Test func detailsAreSent() throws {
    var wanted = ends(try made("bbr-near"))
    wanted["details"] = ["all"]
    let answer = try agent.ask("inetSocket", wanted)
    #expect(answer["tcpInfo"]["tcpi_bytes_sent"].int == 100_000)
    #expect(answer["congestion"].string == "bbr")
    #expect(answer["cgroup"].string == "/" + group.name)
  }

  @Test(arguments: [
    #"{"protocol":"tcp"}"#, #"{"protocol":"tcp","localAddress":"127.0.0.1"}"#,
    #"{"protocol":"tcp","localPort":1}"#, #"{"protocol":"sctp","cookie":"1"}"#,
    #"{"protocol":"tcp","localAddress":"::1","localPort":1,"remoteAddress":"127.0.0.1","remotePort":1}"#,
    #"{"protocol":"tcp","localAddress":"localhost","localPort":1}"#,
    #"{"protocol":"tcp","localAddress":"127.0.0.1","localPort":65536}"#,
    #"{"protocol":"tcp","cookie":""}"#, #"{"protocol":"tcp","cookie":"+1"}"#,
    #"{"protocol":"tcp","cookie":"ffffffffffffffff"}"#,
    #"{"protocol":"tcp","cookie":"1","remoteAddress":"::1","remotePort":1}"#,
    #"{"localAddress":"127.0.0.1","localPort":1}"#,
  ]) func whatNamesNoSocketIsRefused(_ parameters: String) throws {
    let response = try agent.response("inetSocket", try JSON(parameters).value)
    #expect(response.errorName == "invalidParams", "\(response)")
  }

  @Test func nlctlFindsIt() throws {
    let near = try made("v6-near")
    let port = near["localPort"].int ?? 0
    let found = try agent.nlctl("socket", "tcp", "[::1]:\(port)", "[::1]:6002", "--json")
    #expect(try JSON(found.text)["cookie"].string == near["cookie"].string)
    #expect(try agent.nlctl("socket", "tcp", "127.0.0.1:9").status == 1)
    #expect(try agent.nlctl("socket", "tcp").status == 2)
  }

  private func refuses(_ wanted: [String: Any]) throws {
    let response = try agent.response("inetSocket", wanted)
    #expect(response.errorName == "notFound", "\(wanted): \(response)")
    #expect(response["error"]["data"]["errno"].string == "ENOENT")
  }
}
