import Foundation
import TestSupport
import Testing

/// The kernel's decision on one packet, held against `ip route get`.
@Suite(.serialized, .needs(.root, .tools("ip", "python3")))
struct RouteDecisionTests: RoutesSuite {
  let site: RoutesSite

  init() throws {
    site = try RoutesSite()
  }

  @Test func decisionsMatchIp() throws {
    let indexes = try IpRouteJSON.interfaces(in: namespace)
    let questions: [([String], [String: Any])] = [
      (["10.1.0.77"], ["to": "10.1.0.77"]),
      (["20.0.0.1"], ["to": "20.0.0.1"]),
      (["20.0.0.1", "from", "10.1.0.2"], ["to": "20.0.0.1", "from": "10.1.0.2"]),
      (["20.1.0.9", "oif", "ifb0"], ["to": "20.1.0.9", "outputInterface": "ifb0"]),
      (["10.2.0.2", "uid", "77"], ["to": "10.2.0.2", "uid": 77]),
      (["22.0.0.1", "mark", "16"], ["to": "22.0.0.1", "mark": 16]),
      (["24.0.0.1", "tos", "0x10"], ["to": "24.0.0.1", "tos": 16]),
      (["24.2.0.1", "tos", "0x10"], ["to": "24.2.0.1", "tos": 16]),
      (["23.3.0.1"], ["to": "23.3.0.1"]), (["26.0.0.1"], ["to": "26.0.0.1"]),
      (["24.0.0.1"], ["to": "24.0.0.1"]),
      (["8.8.8.8"], ["to": "8.8.8.8"]), (["127.0.0.1"], ["to": "127.0.0.1"]),
      (["10.1.0.1"], ["to": "10.1.0.1"]), (["10.1.0.255"], ["to": "10.1.0.255"]),
      (
        ["20.0.0.1", "from", "10.1.0.50", "iif", "va"],
        ["to": "20.0.0.1", "from": "10.1.0.50", "inputInterface": "va"]
      ),
      (
        ["20.0.0.1", "ipproto", "udp", "sport", "53", "dport", "99"],
        ["to": "20.0.0.1", "protocol": "udp", "sourcePort": 53, "destinationPort": 99]
      ),
      (["2001:db8::1"], ["to": "2001:db8::1"]), (["fd01::77"], ["to": "fd01::77"]),
      (
        ["2001:db8:7::1", "mark", "0x20", "iif", "va"],
        [
          "to": "2001:db8:7::1", "mark": 32, "inputInterface": "va",
        ]
      ),
      (["2001:db8:c::1"], ["to": "2001:db8:c::1"]), (["::1"], ["to": "::1"]),
      (["2001:db8:20::1"], ["to": "2001:db8:20::1"]),
      (
        ["fd01::9", "from", "fd01::1", "oif", "va"],
        [
          "to": "fd01::9", "from": "fd01::1", "outputInterface": "va",
        ]
      ),
    ]
    // The packet of another host is taken where forwarding is on.
    try succeed(["sysctl", "-qw", "net.ipv4.ip_forward=1"], in: namespace)
    try succeed(["sysctl", "-qw", "net.ipv6.conf.all.forwarding=1"], in: namespace)
    for (words, parameters) in questions {
      let family = words[0].contains(":") ? "v6" : "v4"
      let judged = try run(["ip", "-j", "-d", "route", "get"] + words, in: namespace)
      let response = try agent.response("getRoute", parameters)
      guard judged.status == 0 else {
        let errno = try #require(response["error"]["data"]["errno"].string, "\(words)")
        #expect(judged.errors.contains(IpRouteJSON.words[errno] ?? "?"), "\(words) \(errno)")
        continue
      }
      let judge = try #require(JSON(judged.text).array.first)
      let found = differences(
        ["it": IpRouteJSON.row(ofDecision: response["result"])],
        ["it": IpRouteJSON.decision(judge, family, indexes)])
      #expect(found == [], "\(words)")
    }
  }

  @Test func refusalsAreTheKernels() throws {
    for (address, errno) in [
      ("21.0.0.1", "EINVAL"), ("21.1.0.1", "EHOSTUNREACH"), ("21.2.0.1", "EACCES"),
      ("2001:db8:2::1", "EINVAL"), ("2001:db8:3::1", "EHOSTUNREACH"),
    ] {
      let judged = try run(["ip", "route", "get", address], in: namespace)
      #expect(judged.errors.contains(IpRouteJSON.words[errno] ?? "?"), "\(judged.errors)")
      let error = try agent.response("getRoute", ["to": address])["error"]["data"]
      #expect(error["errno"].string == errno, "\(address)")
      #expect(error["name"].string == "kernelError", "\(address)")
      #expect(error["hint"].string?.isEmpty == false)
    }
    let noRoute = try agent.response(
      "getRoute", ["to": "192.0.2.1", "netns": "all"])
    #expect(noRoute.errorName == "invalidParams")
    for parameters: [String: Any] in [
      ["to": "10.0.0.0/8"], ["to": "x"], ["to": "::1", "from": "1.2.3.4"],
      ["to": "1.2.3.4", "tos": 256], ["to": "1.2.3.4", "sourcePort": 65536],
      ["to": "1.2.3.4", "protocol": "tpc"], [:],
    ] {
      #expect(try agent.response("getRoute", parameters).errorName == "invalidParams")
    }
    let nowhere = try agent.response("getRoute", ["to": "1.2.3.4", "outputInterface": "nowhere"])
    #expect(nowhere.errorName == "notFound")
  }
}

extension IpRouteJSON {
  /// What `ip` says of an errno.
  static let words = [
    "EINVAL": "Invalid argument", "EHOSTUNREACH": "No route to host",
    "EACCES": "Permission denied", "ENETUNREACH": "Network is unreachable",
  ]
}
