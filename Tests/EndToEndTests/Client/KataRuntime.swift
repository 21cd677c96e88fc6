import Foundation
import TestSupport

/// The folder of a sandbox of this test's own, where Kata has them; removed with the object.
final class SandboxFolder: Sendable {
  let id = "nlt-\(getpid())-\(UInt32.random(in: .min ... .max))"
  var path: String { "/var/run/kata-containers/netmon/sbs/\(id)" }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}

/// One call of the runtime, and what `ip` said then.
struct KataCall {
  let row: JSON

  init(_ row: JSON) {
    self.row = row
  }

  var command: String { row["words"].strings?.dropFirst().first ?? "" }
  var value: JSON { row["value"] }
  var words: String {
    command + (command == "update-routes" ? "" : " \(value["Name"].string ?? "-")")
  }

  /// The interface of the same name, in Kata's shape.
  var interfaceOfIp: String {
    let link = row["links"].array.first { $0["ifname"].string == value["Name"].string }
    return link.map { "\(KataCall.interface($0))" } ?? "none"
  }

  /// All that Kata is to know, by hardware address.
  var interfacesOfIp: [String: String] {
    var interfaces: [String: String] = [:]
    for link in row["links"].array {
      let flags = link["flags"].strings ?? []
      guard let name = link["ifname"].string, !name.hasSuffix("kata"), !flags.contains("LOOPBACK"),
        flags.contains("UP"), flags.contains("LOWER_UP"), let address = link["address"].string
      else { continue }
      interfaces[address] = "\(KataCall.interface(link))"
    }
    return interfaces
  }

  private static func interface(_ link: JSON) -> JSON {
    // Made by the kernel from the hardware address, which this `ip` does not say.
    let addresses = link["addr_info"].array.filter {
      $0["local"].string?.contains(/^fe80::.*ff:fe/) != true
    }.map { address -> [String: Any] in
      let isV4 = address["family"].string == "inet"
      let whole = isV4 ? 32 : 128
      let prefix = address["address"].isAbsent ? address["prefixlen"].int ?? -1 : whole
      return [
        "Family": isV4 ? 2 : 10, "Address": address["local"].string ?? "", "Mask": "\(prefix)",
      ]
    }
    return JSON(value: [
      "Device": link["ifname"].string ?? "", "Name": link["ifname"].string ?? "",
      "IPAddresses": addresses.isEmpty ? NSNull() : addresses as Any,
      "Mtu": link["mtu"].int ?? -1, "HwAddr": link["address"].string ?? "", "PciAddr": "",
      "LinkType": link["linkinfo"]["info_kind"].string ?? "device",
    ])
  }

  /// The routes, in Kata's shape; in any order, for the kernel's is that of a tree.
  var routesOfIp: String {
    let routes = row["routes"].array.filter {
      $0["protocol"].string != "kernel" && $0["type"].string == "unicast"
        && $0["dev"].string?.hasSuffix("kata") == false
    }.map { route -> [String: Any] in
      let dest = route["dst"].string ?? ""
      let whole = dest.contains(":") ? "/128" : "/32"
      return [
        "Dest": dest == "default" ? "" : dest.contains("/") ? dest : dest + whole,
        "Gateway": route["gateway"].string ?? "", "Device": route["dev"].string ?? "",
        "Source": route["prefsrc"].string ?? "",
        "Scope": route["scope"].string == "link" ? 253 : 0,
      ]
    }
    return KataCall.sorted(routes.isEmpty ? JSON(value: NSNull()) : JSON(value: routes))
  }

  var sortedRoutes: String { KataCall.sorted(value) }

  static func sorted(_ routes: JSON) -> String {
    routes.isNull ? "null" : "\(routes.array.map { "\($0)" }.sorted())"
  }
}

/// The interfaces and routes that a runtime has after some calls. A call that failed changes nothing.
struct KataRuntime {
  private(set) var interfaces: [String: String] = [:]
  private(set) var routes = "null"
  private(set) var mistakes: [String] = []

  init(_ calls: [KataCall]) {
    for call in calls where call.row["status"].int == 0 {
      let address = call.value["HwAddr"].string ?? "-"
      switch call.command {
      case "add-iface":
        if interfaces[address] != nil { mistakes.append("added twice: \(call.words)") }
        interfaces[address] = "\(call.value)"
      case "del-iface":
        if interfaces[address] == nil { mistakes.append("not there: \(call.words)") }
        interfaces[address] = nil
      default: routes = KataCall.sorted(call.value)
      }
    }
  }
}
