import Foundation

/// How `ip` names and writes the members of `data` and `portData`.
struct IpLinkData {
  enum Writing {
    case same
    /// 0 or 1 for what is a boolean.
    case digit
    /// A string of hex digits for a number.
    case hex
    /// Hex bytes without leading zeros.
    case bridgeID
    /// Something that moves between two looks: it only has to be there.
    case moving
    /// A list without an order, or with another.
    case set
    /// The name of a link where ours is an index, and the name in a member of its own.
    case link
    /// A user's or group's name where it has one.
    case account(String)
  }

  /// By ip's name ours, and how ip writes it.
  let names: [String: (ours: String, how: Writing)]
  /// Members that ip leaves out: our name, and the values that it leaves out; nil means all, for
  /// attributes that this version of ip does not know.
  let silent: [String: [String]?]
  /// Bits that are members of ip's: its name and our word, in our member of that name.
  var bits: (ours: String, words: [String: String])?
  /// Members that ip prints twice, or in words that are not the kernel's.
  var passedOver: Set<String> = []

  /// What differs, both ways; empty when nothing does.
  func differences(_ ours: JSON, _ judge: JSON, _ accounts: (String, Int) -> String) -> [String] {
    var found: [String] = []
    var compared: Set<String> = []
    var words: Set<String> = []
    for name in judge.object.keys.sorted() where !passedOver.contains(name) {
      if let bits, let word = bits.words[name] {
        if judge[name].bool == true || judge[name].int == 1 { words.insert(word) }
        compared.insert(bits.ours)
        continue
      }
      guard let (member, how) = names[name] else {
        found.append("ip prints \(name), which no row here names")
        continue
      }
      compared.insert(member)
      let own = value(ours, member, how, accounts)
      let other = judged(judge[name], how)
      if own != other { found.append("\(member): the agent \(own ?? "-"), ip \(other ?? "-")") }
    }
    for name in ours.object.keys.sorted() where !compared.contains(name) {
      if let base = name.components(separatedBy: "Name").first, compared.contains(base) { continue }
      guard let values = silent[name] else {
        found.append("\(name): the agent \(ours[name]), ip nothing")
        continue
      }
      if let values, !values.contains(ours[name].description) {
        found.append("\(name): the agent \(ours[name]), ip nothing")
      }
    }
    if let bits {
      let own = Set(ours[bits.ours].strings ?? [])
      if own != words { found.append("\(bits.ours): the agent \(own), ip \(words)") }
    }
    return found
  }

  private func value(
    _ ours: JSON, _ member: String, _ how: Writing, _ accounts: (String, Int) -> String
  ) -> String? {
    switch how {
    case .moving: return ours[member].isAbsent ? nil : "there"
    case .set: return ours[member].strings?.sorted().joined(separator: " ")
    // What ip makes of an index without a name, which here may belong to another namespace.
    case .link: return ours[member + "Name"].cell ?? "if\(ours[member])"
    case .account(let database): return ours[member].int.map { accounts(database, $0) }
    default: return ours[member].cell
    }
  }

  private func judged(_ judge: JSON, _ how: Writing) -> String? {
    switch how {
    case .same, .link, .account: return judge.cell
    case .digit: return judge.int.map { $0 == 1 ? "true" : "false" }
    case .hex:
      let digits = judge.string.map { $0.hasPrefix("0x") ? String($0.dropFirst(2)) : $0 }
      return digits.flatMap { Int($0, radix: 16) }.map { String($0) }
    case .bridgeID:
      let parts = judge.string?.split(separator: ".") ?? []
      guard parts.count == 2 else { return nil }
      let bytes = parts[1].split(separator: ":").map { $0.count == 1 ? "0\($0)" : "\($0)" }
      return "\(parts[0]).\(bytes.joined(separator: ":"))"
    case .moving: return judge.isAbsent ? nil : "there"
    case .set: return judge.strings?.sorted().joined(separator: " ")
    }
  }
}

extension IpLinkData {
  /// By IFLA_INFO_KIND.
  static let kinds: [String: IpLinkData] = [
    "bridge": bridge, "vxlan": vxlan, "macvlan": macvlan, "macvtap": macvlan, "tun": tun,
  ]

  static let bridge = IpLinkData(
    names: same([
      "forward_delay": "forwardDelay", "hello_time": "helloTime", "max_age": "maxAge",
      "ageing_time": "ageingTime", "stp_state": "stpState", "priority": "priority",
      "root_port": "rootPort", "root_path_cost": "rootPathCost", "group_addr": "groupAddress",
      "vlan_protocol": "vlanProtocol", "vlan_default_pvid": "vlanDefaultPVID",
      "mcast_router": "multicastRouter", "mcast_hash_elasticity": "multicastHashElasticity",
      "mcast_hash_max": "multicastHashMax", "mcast_last_member_cnt": "multicastLastMemberCount",
      "mcast_startup_query_cnt": "multicastStartupQueryCount",
      "mcast_last_member_intvl": "multicastLastMemberInterval",
      "mcast_membership_intvl": "multicastMembershipInterval",
      "mcast_querier_intvl": "multicastQuerierInterval",
      "mcast_query_intvl": "multicastQueryInterval",
      "mcast_query_response_intvl": "multicastQueryResponseInterval",
      "mcast_startup_query_intvl": "multicastStartupQueryInterval",
      "mcast_igmp_version": "multicastIGMPVersion", "mcast_mld_version": "multicastMLDVersion",
    ]).with(
      .digit,
      [
        "vlan_filtering": "vlanFiltering", "topology_change": "topologyChange",
        "topology_change_detected": "topologyChangeDetected",
        "vlan_stats_enabled": "vlanStatsEnabled", "vlan_stats_per_port": "vlanStatsPerPort",
        "mcast_snooping": "multicastSnooping", "mcast_querier": "multicastQuerier",
        "mcast_query_use_ifaddr": "multicastQueryUseInterfaceAddress",
        "mcast_stats_enabled": "multicastStatsEnabled", "nf_call_iptables": "nfCallIPTables",
        "nf_call_ip6tables": "nfCallIP6Tables", "nf_call_arptables": "nfCallARPTables",
      ]
    ).with(.bridgeID, ["bridge_id": "bridgeID", "root_id": "rootID"])
      .with(.hex, ["group_fwd_mask": "groupForwardMask"])
      .with(
        .moving,
        [
          "hello_timer": "helloTimer", "tcn_timer": "tcnTimer", "gc_timer": "gcTimer",
          "topology_change_timer": "topologyChangeTimer",
          "mcast_querier_state": "multicastQuerierState",
        ]),
    silent: [
      "fdbLearned": nil, "fdbMaxLearned": nil, "stpMode": nil,
      // ip is silent until somebody has asked, which happens between the two looks.
      "multicastQuerierState": nil,
    ],
    bits: (
      "booleanOptions",
      [
        "no_linklocal_learn": "NO_LL_LEARN", "mcast_vlan_snooping": "MCAST_VLAN_SNOOPING",
        "mst_enabled": "MST_ENABLE",
      ]
    ))

  static let bridgePort = IpLinkData(
    names: same([
      "state": "state", "priority": "priority", "cost": "cost", "hairpin": "hairpin",
      "guard": "guard", "root_block": "protect", "fastleave": "fastLeave", "learning": "learning",
      "flood": "unicastFlood", "designated_port": "designatedPort",
      "designated_cost": "designatedCost", "proxy_arp": "proxyARP",
      "proxy_arp_wifi": "proxyARPWifi", "multicast_router": "multicastRouter",
      "mcast_flood": "multicastFlood", "bcast_flood": "broadcastFlood",
      "mcast_to_unicast": "multicastToUnicast", "neigh_suppress": "neighborSuppress",
      "vlan_tunnel": "vlanTunnel", "isolated": "isolated", "locked": "locked",
    ]).with(
      .digit,
      ["topology_change_ack": "topologyChangeAck", "config_pending": "configPending"]
    ).with(.bridgeID, ["bridge_id": "bridgeID", "root_id": "rootID"])
      .with(.hex, ["id": "id", "no": "number", "group_fwd_mask": "groupForwardMask"])
      .with(.link, ["backup_port": "backupPort"])
      .with(
        .moving,
        [
          "hold_timer": "holdTimer", "message_age_timer": "messageAgeTimer",
          "forward_delay_timer": "forwardDelayTimer",
        ]),
    silent: [
      "neighborVLANSuppress": nil, "mab": nil, "mrpRingOpen": nil, "mrpInterconnectOpen": nil,
      "multicastEHTHostsLimit": nil, "multicastEHTHostsCount": nil, "multicastGroups": nil,
      "multicastMaxGroups": nil, "backupNexthop": nil, "neighborForwardGratuitous": nil,
    ],
    passedOver: ["group_fwd_mask_str"])

  static let vxlan = IpLinkData(
    names: same([
      "id": "id", "group": "group", "remote": "group", "group6": "group6", "remote6": "group6",
      "local": "local", "local6": "local6", "port": "port", "ttl": "ttl", "df": "df",
      "ageing": "ageing", "limit": "limit", "learning": "learning", "proxy": "proxy",
      "rsc": "rsc", "l2miss": "l2Miss", "l3miss": "l3Miss", "udp_csum": "udpChecksum",
      "udp_zero_csum6_tx": "udpZeroChecksum6Tx", "udp_zero_csum6_rx": "udpZeroChecksum6Rx",
      "remcsum_tx": "remoteChecksumTx", "remcsum_rx": "remoteChecksumRx", "gbp": "gbp",
      "gpe": "gpe", "external": "collectMetadata", "vnifilter": "vniFilter",
      "port_range": "portRange",
    ]).with(.hex, ["tos": "tos", "label": "label"]).with(.link, ["link": "link"]),
    silent: [
      // ip leaves out what is not set.
      "group": ["0.0.0.0"], "local": ["0.0.0.0"], "group6": ["::"], "local6": ["::"],
      "tos": ["0"], "label": ["0"], "limit": ["0"], "proxy": ["false"], "rsc": ["false"],
      "l2Miss": ["false"], "l3Miss": ["false"], "remoteChecksumTx": ["false"],
      "remoteChecksumRx": ["false"], "collectMetadata": ["false"], "vniFilter": ["false"],
      // ip shows the one of the two that is in force.
      "ttlInherit": ["false", "true"], "ttl": ["0"],
      "labelPolicy": nil, "localBypass": nil, "reservedBitsHex": nil, "multicastRoute": nil,
    ])

  static let macvlan = IpLinkData(
    names: same([
      "mode": "mode", "bcqueuelen": "broadcastQueueLength",
      "usedbcqueuelen": "broadcastQueueLengthUsed", "macaddr_count": "sourceAddressCount",
    ]).with(.set, ["macaddr_data": "sourceAddresses"]),
    silent: [
      // ip prints only addresses of mode source.
      "sourceAddressCount": ["0"], "sourceAddresses": ["[]"], "broadcastCutoff": nil,
      "flags": ["[]"],
    ],
    bits: ("flags", ["nopromisc": "NOPROMISC", "nodst": "NODST"]))

  static let tun = IpLinkData(
    names: same([
      "type": "type", "pi": "packetInformation", "vnet_hdr": "virtioHeader",
      "multi_queue": "multiQueue", "numqueues": "numQueues", "numdisabled": "numDisabledQueues",
      "persist": "persist",
    ]).with(.account("passwd"), ["user": "owner"]).with(.account("group"), ["group": "group"]),
    silent: [:])

  private typealias Names = [String: (ours: String, how: Writing)]

  private static func same(_ names: [String: String]) -> Names { Names().with(.same, names) }
}

extension [String: (ours: String, how: IpLinkData.Writing)] {
  fileprivate func with(_ how: IpLinkData.Writing, _ names: [String: String]) -> Self {
    merging(names.mapValues { (ours: $0, how: how) }) { first, _ in first }
  }
}
