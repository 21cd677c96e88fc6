import Foundation
import TestSupport
import Testing

/// Netlink and packet sockets against `ss`, /proc/net and the sockets' maker.
@Suite(.needs(.root, .tools("nsenter", "python3", "ss")))
struct SocketKindsTests: DetailsSuite {
  let site: DetailsSite

  init() throws {
    site = try DetailsSite()
  }

  private func sockets(_ method: String, _ parameters: [String: Any] = [:]) throws -> [JSON] {
    let answer = try agent.ask(method, parameters)
    #expect(answer["complete"].bool == true)
    return answer["sockets"].array
  }

  private func made(_ label: String, _ all: [JSON]) throws -> JSON {
    try #require(all.first { $0["inode"].int == zoo.known[label].int }, "\(label)")
  }

  @Test func packetSocketsAreAsTheirMakerKnowsThem() throws {
    let all = try sockets("packetSockets")
    #expect(all.count == 4)
    let raw = try made("packet-all", all)
    #expect(raw["type"].string == "raw")
    #expect(raw["protocol"].string == "ALL")
    #expect(raw["protocolNumber"].int == 3)
    #expect(raw["interface"].string == "lo")
    #expect(raw["interfaceIndex"].int == 1)
    #expect(raw["uid"].int == 0)
    #expect(raw["memberships"].array.map { $0["type"].string } == ["PROMISC"])
    #expect(raw["info"]["flags"].strings == ["RUNNING"])
    let ring = try made("packet-ring", all)
    #expect(ring["type"].string == "dgram")
    #expect(ring["protocol"].string == "LLDP")
    #expect(ring["interfaceIndex"].isAbsent)
    #expect(ring["receiveRing"]["pdr_block_size"].int == 4096)
    #expect(ring["receiveRing"]["pdr_block_nr"].int == 4)
    #expect(ring["receiveRing"]["pdr_frame_nr"].int == 8)
    #expect(ring["info"]["flags"].strings?.contains("AUXDATA") == true)
    let fan = try made("fan-a", all)
    #expect(fan["protocol"].string == "ARP")
    #expect(fan["fanout"]["id"].int == 77)
    #expect(fan["fanout"]["type"].string == "LB")
  }

  /// `sk RefCnt Type Proto Iface R Rmem User Inode`.
  @Test func packetSocketsMatchProc() throws {
    let lines = try proc("packet")
    let rows = lines.map { fields in
      [
        "type": fields[2], "proto": fields[3], "index": fields[4], "uid": fields[7],
        "inode": fields[8],
      ]
    }
    let ours = try sockets("packetSockets").map { socket in
      [
        "type": socket["type"].string == "dgram" ? "2" : "3",
        "proto": String(format: "%04x", socket["protocolNumber"].int ?? -1),
        "index": "\(socket["interfaceIndex"].int ?? 0)", "uid": "\(socket["uid"].int ?? -1)",
        "inode": "\(socket["inode"].int ?? -1)",
      ]
    }
    #expect(differences(try keyed(ours, by: "inode"), try keyed(rows, by: "inode")) == [])
  }

  @Test func packetMemoryAndCookiesMatchSs() throws {
    let lines = try succeed(inside + ["ss", "-0", "-OHanme"]).lines
    for socket in try sockets("packetSockets") {
      let cookie = String(Int(socket["cookie"].string ?? "", radix: 16) ?? 0, radix: 16)
      let line = lines.first { $0.contains("sk:\(cookie) ") || $0.hasSuffix("sk:\(cookie)") }
      #expect(line?.contains("ino:\(socket["inode"].int ?? -1)") == true, "\(socket) \(lines)")
      #expect(line?.contains(",rb\(socket["memory"]["rcvbuf"].int ?? -1),") == true, "\(socket)")
    }
    #expect(lines.count == 4)
  }

  @Test func netlinkSocketsAreAsTheirMakerKnowsThem() throws {
    let all = try sockets("netlinkSockets")
    let route = try made("route", all)
    #expect(route["protocol"].string == "ROUTE")
    #expect(route["type"].string == "raw")
    #expect(route["portID"].int == zoo.known["route-port"].int)
    #expect(route["groups"].array.map { $0.int } == [1, 5, 8, 33])
    #expect(route["connected"].bool == false)
    let uevent = try made("uevent", all)
    #expect(uevent["protocol"].string == "KOBJECT_UEVENT")
    #expect(uevent["type"].string == "dgram")
    #expect(uevent["portID"].int == 4242)
    #expect(uevent["flags"].strings == ["NO_ENOBUFS"])
    // The one that asks, connected to the kernel.
    let own = all.filter { $0["flags"].strings?.contains("CB_RUNNING") == true }
    #expect(own.count == 1)
    #expect(own.first?["connected"].bool == true)
    #expect(own.first?["protocol"].string == "SOCK_DIAG")
    for protocols in [["ROUTE"], ["ROUTE", "KOBJECT_UEVENT"], []] {
      let some = try sockets("netlinkSockets", ["protocols": protocols])
      let expected = all.filter { protocols.contains($0["protocol"].string ?? "") }
      #expect(some.map { $0["cookie"].cell } == expected.map { $0["cookie"].cell })
    }
  }

  /// `sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode`, of which Eth is the protocol.
  @Test func netlinkSocketsMatchProc() throws {
    let numbers = ["ROUTE": "0", "KOBJECT_UEVENT": "15"]
    let rows = try proc("netlink").filter { ["0", "15"].contains($0[1]) }.map { fields in
      [
        "key": fields[1] + "/" + fields[2], "groups": String(fields[3].suffix(8)),
        "drops": fields[8], "inode": fields[9],
      ]
    }
    let ours = try sockets("netlinkSockets", ["protocols": Array(numbers.keys)]).map { socket in
      let low = socket["groups"].array.compactMap(\.int).filter { $0 <= 32 }
      return [
        "key": "\(numbers[socket["protocol"].string ?? ""] ?? "")/\(socket["portID"].int ?? -1)",
        "groups": String(format: "%08x", low.reduce(0) { $0 | 1 << ($1 - 1) }),
        "drops": "\(socket["memory"]["drops"].int ?? -1)",
        "inode": socket["inode"].cell ?? "",
      ]
    }
    // The kernel's own sockets have an inode there that no process can have.
    let held = { (rows: [Row]) in rows.filter { $0["key"]?.hasSuffix("/0") == false } }
    #expect(differences(try keyed(held(ours), by: "key"), try keyed(held(rows), by: "key")) == [])
    #expect(Set(ours.map { $0["key"] }) == Set(rows.map { $0["key"] }))
    #expect(held(ours).count == 2)
  }

  @Test func whatTheKernelLacksIsSaid() throws {
    let response = try agent.response("vsockSockets")
    // Built into some kernels. Without it the list is empty, unless the kernel has such sockets and
    // cannot list them.
    if response["error"].isAbsent {
      #expect(response["result"]["complete"].bool == true)
    } else {
      let protocols = try String(contentsOfFile: "/proc/net/protocols", encoding: .utf8)
      #expect(protocols.contains("AF_VSOCK"))
      #expect(response.errorName == "notSupported")
      #expect(response["error"]["data"]["errno"].string == "ENOENT")
    }
  }

  @Test func nlctlListsThem() throws {
    #expect(try agent.nlctl("packet", "--no-header").lines.count == 4)
    #expect(try agent.nlctl("netlink", "--protocol", "route").text.contains("1,5,8,33"))
    #expect(try agent.nlctl("netlink", "--protocol", "nosuch").status == 2)
  }

  private func proc(_ name: String) throws -> [[String]] {
    try succeed(inside + ["cat", "/proc/net/\(name)"]).lines.dropFirst().map {
      $0.split(separator: " ").map { String($0) }
    }
  }
}
