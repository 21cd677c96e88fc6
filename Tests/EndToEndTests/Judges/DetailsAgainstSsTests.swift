import Foundation
import TestSupport
import Testing

/// tcp_info, memory and the rest of the details, value by value against `ss -timoe --tos`.
@Suite(.needs(.root, .tools("ip", "nsenter", "python3", "ss")))
struct DetailsAgainstSsTests: DetailsSuite {
  let site: DetailsSite

  init() throws {
    site = try DetailsSite()
  }

  /// What `ss` writes, which member it is, and by what it divides: it prints times in
  /// milliseconds where the kernel has microseconds, and rates in bits where it has bytes. Up to
  /// six digits of a fraction are printed.
  private static let numbers: [(ss: String, ours: String, scale: Double)] = [
    ("rto", "tcpi_rto", 0.001), ("ato", "tcpi_ato", 0.001), ("mss", "tcpi_snd_mss", 1),
    ("pmtu", "tcpi_pmtu", 1), ("rcvmss", "tcpi_rcv_mss", 1), ("advmss", "tcpi_advmss", 1),
    ("cwnd", "tcpi_snd_cwnd", 1), ("ssthresh", "tcpi_snd_ssthresh", 1),
    ("bytes_sent", "tcpi_bytes_sent", 1), ("bytes_retrans", "tcpi_bytes_retrans", 1),
    ("bytes_acked", "tcpi_bytes_acked", 1), ("bytes_received", "tcpi_bytes_received", 1),
    ("segs_out", "tcpi_segs_out", 1), ("segs_in", "tcpi_segs_in", 1),
    ("data_segs_out", "tcpi_data_segs_out", 1), ("data_segs_in", "tcpi_data_segs_in", 1),
    ("delivery_rate", "tcpi_delivery_rate", 8), ("delivered", "tcpi_delivered", 1),
    ("delivered_ce", "tcpi_delivered_ce", 1), ("unacked", "tcpi_unacked", 1),
    ("lost", "tcpi_lost", 1), ("sacked", "tcpi_sacked", 1), ("reordering", "tcpi_reordering", 1),
    ("rcv_rtt", "tcpi_rcv_rtt", 0.001), ("rcv_space", "tcpi_rcv_space", 1),
    ("rcv_ssthresh", "tcpi_rcv_ssthresh", 1), ("notsent", "tcpi_notsent_bytes", 1),
    ("minrtt", "tcpi_min_rtt", 0.001), ("snd_wnd", "tcpi_snd_wnd", 1),
    ("dsack_dups", "tcpi_dsack_dups", 1), ("reord_seen", "tcpi_reord_seen", 1),
    ("rcv_ooopack", "tcpi_rcv_ooopack", 1), ("backoff", "tcpi_backoff", 1),
  ]

  /// Words that say something else, and what has passed meanwhile.
  private static let others: Set<String> = [
    "ino", "sk", "uid", "timer", "users", "<->", "v6only", "send", "lastsnd", "lastrcv", "lastack",
    "app_limited", "ts", "sack", "ecn", "ecnseen", "fastopen", "wscale", "rtt", "retrans",
    "pacing_rate", "busy", "rwnd_limited", "sndbuf_limited", "bbr", "cubic", "reno", "skmem",
    "fwmark", "cgroup", "tos", "tclass", "class_id", "tcp-ulp-mptcp", "md5keys", "-->", "---",
    "<--",
  ]

  @Test func everyNumberMatchesSs() throws {
    let before = try SsDetails.bySocket(inside)
    let records = try connections(["all"])
    let after = try SsDetails.bySocket(inside)
    var compared: Set<String> = []
    for record in records where record["state"].string != "BOUND_INACTIVE" {
      let cookie = record["cookie"].string ?? ""
      let first = try #require(before[cookie], "\(record)")
      let last = try #require(after[cookie])
      for (name, text) in first.values where last.values[name] == text {
        if let entry = DetailsAgainstSsTests.numbers.first(where: { $0.ss == name }) {
          let ours = record["tcpInfo"][entry.ours].uint64.map { Double($0) * entry.scale } ?? -1
          #expect(isSame(text, ours), "\(cookie) \(name): ss \(text), the agent \(ours)")
          compared.insert(name)
        } else {
          try compare(name, text, first, record, &compared)
        }
      }
    }
    // Else the zoo shows too little to judge by.
    for name in [
      "rto", "ato", "mss", "cwnd", "bytes_sent", "bytes_acked", "segs_out", "delivery_rate",
      "rcv_space", "notsent", "minrtt", "snd_wnd", "skmem", "fwmark", "tos", "class_id",
      "tclass", "cgroup", "rtt", "wscale", "pacing_rate", "tcp-ulp-mptcp", "ts", "bbr", "cubic",
      "reno",
    ] { #expect(compared.contains(name), "\(name)") }
  }

  /// The words that are no plain numbers.
  private func compare(
    _ name: String, _ text: String, _ ss: SsDetails, _ record: JSON, _ compared: inout Set<String>
  ) throws {
    let info = record["tcpInfo"]
    let label = Comment("\(name):\(text) of \(record)")
    compared.insert(name)
    switch name {
    case "rtt":
      let parts = text.split(separator: "/").map { String($0) }
      #expect(isSame(parts[0], Double(info["tcpi_rtt"].int ?? -1) / 1000), label)
      #expect(isSame(parts[1], Double(info["tcpi_rttvar"].int ?? -1) / 1000), label)
    case "wscale":
      let scales = "\(info["tcpi_snd_wscale"].int ?? -1),\(info["tcpi_rcv_wscale"].int ?? -1)"
      #expect(text == scales, label)
    case "retrans":
      let counts = "\(info["tcpi_retrans"].int ?? -1)/\(info["tcpi_total_retrans"].int ?? -1)"
      #expect(text == counts, label)
    case "pacing_rate":
      let parts = text.split(separator: "/").map { String($0) }
      #expect(isSame(parts[0], Double(info["tcpi_pacing_rate"].uint64 ?? 0) * 8), label)
      if parts.count > 1 {
        #expect(isSame(parts[1], Double(info["tcpi_max_pacing_rate"].uint64 ?? 0) * 8), label)
      } else {
        #expect(info["tcpi_max_pacing_rate"].isNull, label)
      }
    case "ts": #expect(info["optionWords"].strings?.contains("TIMESTAMPS") == true, label)
    case "sack": #expect(info["optionWords"].strings?.contains("SACK") == true, label)
    case "app_limited": #expect(info["tcpi_delivery_rate_app_limited"].int == 1, label)
    case "cubic", "reno": #expect(record["congestion"].string == name, label)
    case "bbr":
      #expect(record["congestion"].string == name, label)
      if !text.isEmpty { checkBBR(ss.parts("bbr"), record["bbr"], label) }
    case "skmem": checkMemory(ss.parts("skmem"), record["memory"], label)
    case "fwmark": #expect(hex(text) == record["mark"].int, label)
    case "tos": #expect(hex(text) == record["tos"].int, label)
    case "tclass": #expect(hex(text) == record["trafficClass"].int, label)
    case "class_id": #expect(hex(text) == record["classID"].int, label)
    case "cgroup":
      #expect(text == record["cgroup"].string, label)
      #expect(text == "/" + group.name, label)
    case "tcp-ulp-mptcp": checkSubflow(text, record["ulp"], label)
    case "md5keys": #expect(record["md5Signature"].bool == true, label)
    default:
      compared.remove(name)
      // The columns before the details have no names.
      let isColumn = text.isEmpty || name.contains(".") || name.contains("[") || name == "*"
      #expect(isColumn || DetailsAgainstSsTests.others.contains(name), label)
    }
  }

  private func checkBBR(_ parts: [String], _ bbr: JSON, _ label: Comment) {
    for part in parts {
      let value = part.split(separator: ":").last.map { String($0) } ?? ""
      switch part.prefix(while: { $0 != ":" }) {
      case "bw": #expect(isSame(value, Double(bbr["bbr_bw"].uint64 ?? 0) * 8), label)
      case "mrtt": #expect(isSame(value, Double(bbr["bbr_min_rtt"].int ?? -1) / 1000), label)
      case "pacing_gain":
        #expect(isSame(value, Double(bbr["bbr_pacing_gain"].int ?? -1) / 256), label)
      case "cwnd_gain":
        #expect(isSame(value, Double(bbr["bbr_cwnd_gain"].int ?? -1) / 256), label)
      default: Issue.record(label)
      }
    }
  }

  /// `r0,rb131072,t0,tb2626560,f0,w0,o0,bl0,d0`.
  private func checkMemory(_ parts: [String], _ memory: JSON, _ label: Comment) {
    let names = [
      "r": "rmem_alloc", "rb": "rcvbuf", "t": "wmem_alloc", "tb": "sndbuf", "f": "fwd_alloc",
      "w": "wmem_queued", "o": "optmem", "bl": "backlog", "d": "drops",
    ]
    #expect(parts.count == 9, label)
    for part in parts {
      let name = names[String(part.prefix { !$0.isNumber })] ?? ""
      #expect(Int(part.drop { !$0.isNumber }) == memory[name].int, "\(name) \(label)")
    }
  }

  /// `flags:Mmec token:0000(id:0)/83dc7e3(id:0) seq:… sfseq:1 ssnoff:c5a1f2e6 maplen:3`.
  private func checkSubflow(_ text: String, _ ulp: JSON, _ label: Comment) {
    let letters: [Character: String] = [
      "M": "MCAP_REM", "m": "MCAP_LOC", "J": "JOIN_REM", "j": "JOIN_LOC", "B": "BKUP_REM",
      "b": "BKUP_LOC", "e": "FULLY_ESTABLISHED", "c": "CONNECTED", "v": "MAPVALID",
    ]
    #expect(ulp["name"].string == "mptcp", label)
    let mptcp = ulp["mptcp"]
    for word in text.split(separator: " ") {
      guard let colon = word.firstIndex(of: ":") else { continue }
      let value = String(word[colon...].dropFirst())
      switch word[..<colon] {
      case "flags":
        #expect(Set(value.compactMap { letters[$0] }) == Set(mptcp["flags"].strings ?? []), label)
      case "token":
        let parts = value.components(separatedBy: CharacterSet(charactersIn: "(:)/"))
        #expect(Int(parts[0], radix: 16) == mptcp["token_rem"].int, label)
        #expect(Int(parts[2]) == mptcp["id_rem"].int, label)
        #expect(Int(parts[4], radix: 16) == mptcp["token_loc"].int, label)
        #expect(Int(parts[6]) == mptcp["id_loc"].int, label)
      case "seq": #expect(UInt64(value, radix: 16) == mptcp["map_seq"].uint64, label)
      case "sfseq": #expect(Int(value, radix: 16) == mptcp["map_sfseq"].int, label)
      case "ssnoff": #expect(Int(value, radix: 16) == mptcp["ssn_offset"].int, label)
      case "maplen": #expect(Int(value, radix: 16) == mptcp["map_datalen"].int, label)
      default: break
      }
    }
  }

  /// What only the sockets' maker knows.
  @Test func whatTheMakerKnows() throws {
    let records = try connections(["all"])
    func made(_ label: String) throws -> JSON {
      let inode = zoo.known[label].int
      return try #require(records.first { $0["inode"].int == inode }, "\(label)")
    }
    #expect(try made("half-far")["shutdown"].strings == ["receive", "send"])
    #expect(try made("cubic-near")["shutdown"].isAbsent)
    #expect(try made("udp")["options"].strings?.contains("recverr") == true)
    #expect((try made("udp")["memory"]["drops"].int ?? 0) > 5)
    #expect(try made("udp")["tcpInfo"].isAbsent)
    #expect(try made("md5")["md5Signature"].bool == true)
    #expect(records.count { !$0["md5Signature"].isAbsent } == 1)
    #expect(try made("mptcp")["ulp"]["name"].string == "mptcp")
    #expect(try made("v4")["tcpInfo"]["tcpi_sacked"].int == 7)
    #expect(try made("v6-near")["tcpInfo"]["tcpi_max_pacing_rate"].int == 1_000_000)
    // 280 bytes, of which 276 are read.
    #expect(try made("v4")["tcpInfo"]["tailHex"].string?.count == 8)
  }

  /// Each detail alone is its part of all of them, and without any nothing is added.
  @Test func eachDetailIsItsPartOfAll() throws {
    let members: [String: [String]] = [
      "info": ["tcpInfo"], "memory": ["memory"], "congestion": ["congestion", "bbr"],
      "tos": ["tos", "trafficClass", "classID"], "mark": ["mark"], "options": ["options"],
      "ulp": ["ulp"], "cgroup": ["cgroupID", "cgroup"], "shutdown": ["shutdown"],
      "md5": ["md5Signature"],
    ]
    let plain = try connections([])
    let names = Set(plain.flatMap { $0.object.keys })
    let all = try connections(["all"])
    for (detail, added) in members {
      let records = try connections([detail])
      #expect(Set(records.flatMap { $0.object.keys }).subtracting(names) == Set(added), "\(detail)")
      // Probes of a window that is closed go on, and are dropped.
      for (record, whole) in zip(records, all)
      where ![record["localPort"].int, record["remotePort"].int].contains(6010) {
        for name in added where name != "tcpInfo" && name != "bbr" {
          #expect(record[name].description == whole[name].description, "\(detail) of \(whole)")
        }
      }
    }
  }

  /// 37: a dump of root's has the keys in clear text.
  @Test func keysAreNeverSent() throws {
    let client = try agent.connect()
    let requests = [
      #""method":"inetConnections","params":{"details":["all"]}"#,
      #""method":"inetConnections","params":{"details":["md5","info","ulp"]}"#,
      #""method":"inetSocket","params":{"protocol":"tcp","localAddress":"127.0.0.1","#
        + #""localPort":6004,"details":["all"]}"#,
    ]
    for request in requests {
      try client.sendLine(#"{"jsonrpc":"2.0","id":1,\#(request)}"#)
      let line = try client.line() ?? ""
      #expect(line.contains(#""md5Signature":true"#), "\(request)")
      #expect(!line.contains("NotFor"))
      #expect(!line.lowercased().contains("4e6f74466f72"))
    }
  }

  @Test func mptcpMatchesSs() throws {
    let answer = try agent.ask(
      "inetConnections", ["protocols": ["mptcp", "raw", "sctp"], "details": ["info", "memory"]])
    #expect(answer["complete"].bool == true)
    #expect(answer["unsupported"].strings == ["raw", "sctp"])
    let judge = try SsDetails.bySocket(inside, ["-M"])
    let records = answer["connections"].array
    #expect(records.count == 3)
    for record in records {
      let details = try #require(judge[record["cookie"].string ?? ""], "\(record)")
      let info = record["mptcpInfo"]
      checkMemory(details.parts("skmem"), record["memory"], "\(record)")
      for (ss, ours, radix) in [
        ("token", "mptcpi_token", 16), ("write_seq", "mptcpi_write_seq", 16),
        ("snd_una", "mptcpi_snd_una", 16), ("rcv_nxt", "mptcpi_rcv_nxt", 16),
        ("subflows_max", "mptcpi_subflows_max", 10),
      ] {
        guard let text = details.values[ss] else { continue }
        #expect(UInt64(text, radix: radix) == info[ours].uint64, "\(ss):\(text) of \(record)")
      }
    }
    // The connection's own count, and its one subflow by the same token.
    let near = records.first { $0["inode"].int == zoo.known["mptcp-near"].int }
    #expect(near?["mptcpInfo"]["mptcpi_bytes_sent"].int == 3)
    #expect(near?["mptcpInfo"]["flagWords"].strings?.contains("REMOTE_KEY_RECEIVED") == true)
    let subflows = try connections(["ulp"]).filter {
      $0["ulp"]["mptcp"]["token_loc"].int == near?["mptcpInfo"]["mptcpi_token"].int
    }
    #expect(subflows.count == 1)
  }

  @Test func unixMemoryMatchesSs() throws {
    let answer = try agent.ask("unixConnections", ["details": ["memory"]])
    let left = answer["connections"].array.first {
      $0["inode"].int == zoo.known["unix-left"].int
    }
    let lines = try succeed(inside + ["ss", "-OHxanm"]).lines
    let inode = "\(zoo.known["unix-left"].int ?? 0)"
    // Type, state, two queues, address, inode; the peer's inode comes behind.
    let line = lines.first { line in
      let fields = line.split(separator: " ")
      return fields.count > 5 && fields[5] == inode
    }
    let memory = line?.components(separatedBy: "skmem:(").last?.prefix { $0 != ")" } ?? ""
    checkMemory(
      memory.components(separatedBy: ","), left?["memory"] ?? JSON(value: nil), "\(lines)")
    #expect((left?["memory"]["wmem_alloc"].int ?? 0) >= 5000)
    #expect(
      try agent.ask("unixConnections")["connections"].array.allSatisfy { $0["memory"].isAbsent })
  }

  private func connections(_ details: [String]) throws -> [JSON] {
    let answer = try agent.ask("inetConnections", ["details": details])
    #expect(answer["complete"].bool == true)
    return answer["connections"].array
  }

  /// `204`, `0.025` or `277241207144bps`, as far as `%g` is exact.
  private func isSame(_ text: String, _ ours: Double) -> Bool {
    guard let theirs = Double(text.filter { $0.isNumber || $0 == "." || $0 == "e" || $0 == "+" })
    else { return false }
    return abs(theirs - ours) <= max(abs(ours) * 1e-5, text.hasSuffix("bps") ? 8 : 0)
  }

  private func hex(_ text: String) -> Int? {
    text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
  }
}
