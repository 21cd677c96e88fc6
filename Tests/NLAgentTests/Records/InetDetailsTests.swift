import Netlink
import Protocol
import Syscalls
import TestSupport
import Testing
import Vocabulary

@testable import NLAgent
@testable import Privileged

/// The attributes behind a socket, byte for byte, and what becomes of them.
@Suite("details of a socket") struct InetDetailsTests {
  /// A record of `attributes` behind a message of zeros, held against the contract.
  private func record(
    _ attributes: [UInt8], _ details: InetDetails = .all, _ transport: InetTransport = .tcp,
    visible: VisibleAttributes = .ofRoot
  ) throws -> JSONNode {
    var json = JSONWriter()
    var record = InetDetailsRecord(transport, details, CgroupPaths(), visible)
    let message = [UInt8](repeating: 0, count: InetDiagMessage.size) + attributes
    json.beginObject()
    try record.write(message.rawBytes, to: &json)
    json.endObject()
    let node = try MethodRun.parse(json)
    Conformance.check(node, .object(MethodContract.inetDetailsMembers), at: "record")
    return node
  }

  private func ascending(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 256) } }

  @Test func wordsAskForTheirBitsAndNoMore() {
    let bits: [(String, UInt8)] = [
      ("info", 0x02), ("memory", 0x40), ("congestion", 0x0c), ("tos", 0x30), ("mark", 0),
      ("options", 0), ("ulp", 0x02), ("md5", 0x02), ("cgroup", 0), ("shutdown", 0x80),
      ("all", 0xfe),
    ]
    #expect(bits.map(\.0).sorted() == MethodContract.inetDetails.sorted())
    for (word, expected) in bits {
      #expect(InetDetails([word]).extensions.rawValue == expected, "\(word)")
      #expect(!InetDetails([word]).isEmpty)
    }
    #expect(InetDetails([]).isEmpty)
    #expect(InetDetails(["memory", "tos"]).extensions.rawValue == 0x70)
  }

  @Test func tcpInfoIsReadByteForByte() throws {
    let info = try #require(record(attribute(2, ascending(280)))["tcpInfo"])
    let expected: [(String, UInt64)] = [
      ("tcpi_state", 0), ("tcpi_retransmits", 2), ("tcpi_options", 5), ("tcpi_snd_wscale", 6),
      ("tcpi_rcv_wscale", 0), ("tcpi_delivery_rate_app_limited", 1),
      ("tcpi_fastopen_client_fail", 3), ("tcpi_rto", 0x0b0a_0908), ("tcpi_rtt", 0x4746_4544),
      ("tcpi_pacing_rate", 0x6f6e_6d6c_6b6a_6968), ("tcpi_segs_out", 0x8b8a_8988),
      ("tcpi_min_rtt", 0x9796_9594), ("tcpi_delivery_rate", 0xa7a6_a5a4_a3a2_a1a0),
      ("tcpi_bytes_sent", 0xcfce_cdcc_cbca_c9c8), ("tcpi_rehash", 0xefee_edec),
      ("tcpi_total_rto", 0xf1f0), ("tcpi_total_rto_recoveries", 0xf3f2),
      ("tcpi_total_rto_time", 0xf7f6_f5f4), ("tcpi_received_ce_bytes", 0x1312_1110),
    ]
    for (name, value) in expected { #expect(info[name]?.number == value, "\(name)") }
    #expect(info["optionWords"]?.texts == ["TIMESTAMPS", "WSCALE"])
    #expect(info["tailHex"]?.text == "14151617")
    #expect(info.names.count == TCPInfo.fields.count + 2)
  }

  @Test(arguments: [0, 1, 7, 8, 104, 192, 232, 248, 276])
  func tcpInfoEndsWhereTheKernelsEnds(length: Int) throws {
    let info = try #require(record(attribute(2, ascending(length)))["tcpInfo"])
    let reached = TCPInfo.fields.filter { $0.offset + $0.width <= length }.map { "\($0.name)" }
    #expect(info.names.filter { $0.hasPrefix("tcpi_") } == reached)
    #expect((info["optionWords"] != nil) == (length > 5))
    #expect(info["tailHex"] == nil)
  }

  @Test func noLimitIsNull() throws {
    let ones = [UInt8](repeating: 0xff, count: 276)
    let info = try #require(record(attribute(2, ones))["tcpInfo"])
    for name in ["tcpi_pacing_rate", "tcpi_max_pacing_rate", "tcpi_min_rtt"] {
      #expect(info[name]?.isNull == true, "\(name)")
    }
    #expect(info["tcpi_bytes_acked"]?.number == .max)
    #expect(info["optionWords"]?.texts?.count == 8)
  }

  @Test func mptcpInfoIsReadByteForByte() throws {
    let info = try #require(
      record(
        attribute(2, ascending(8) + [3, 0, 0, 0x80] + ascending(92).dropFirst(4)), .info, .mptcp)[
          "mptcpInfo"])
    #expect(info["mptcpi_subflows_max"]?.number == 3)
    #expect(info["mptcpi_flags"]?.number == 0x8000_0003)
    #expect(
      info["flagWords"]?.texts == ["FALLBACK", "REMOTE_KEY_RECEIVED", "0x80000000"])
    #expect(info["mptcpi_token"]?.number == 0x0706_0504)
    #expect(info["mptcpi_endp_fullmesh_max"]?.number == 74)
    #expect(info["mptcpi_last_ack_recv"]?.number == 0x5756_5554)
    #expect(info["tailHex"]?.text == "58595a5b")
  }

  @Test func sctpInfoIsReadByteForByte() throws {
    let info = try #require(record(attribute(2, ascending(370)), .info, .sctp)["sctpInfo"])
    #expect(info["sctpi_outstrms"]?.number == 0x1312)
    #expect(info["sctpi_ictrlchunks"]?.number == 0xa7a6_a5a4_a3a2_a1a0)
    #expect(info["sctpi_p_state"]?.number == 0x2b2a_2928)
    #expect(info["sctpi_p_error"]?.number == 0x5554)
    #expect(info["sctpi_s_type"]?.number == 0x6b6a_6968)
    #expect(info["tailHex"]?.text == "7071")
  }

  @Test func otherAttributesAreReadByteForByte() throws {
    let memory = (1...9).flatMap { le32(UInt32($0)) }
    let node = try record(
      attribute(5, [0x10]) + attribute(6, [0x20]) + attribute(7, memory) + attribute(8, [3])
        + attribute(4, "dctcp")
        + attribute(9, le16(1) + le16(2) + le32(3) + le32(4) + le32(5))
        + attribute(15, le32(0xfeed)) + attribute(17, le32(6)) + attribute(22, [0x05, 0x09]))
    #expect(node["tos"]?.number == 0x10)
    #expect(node["trafficClass"]?.number == 0x20)
    #expect(node["classID"]?.number == 6)
    #expect(node["mark"]?.number == 0xfeed)
    #expect(node["shutdown"]?.texts == ["receive", "send"])
    #expect(node["congestion"]?.text == "dctcp")
    #expect(node["memory"]?.names == MethodContract.socketMemoryNames)
    for (index, name) in MethodContract.socketMemoryNames.enumerated() {
      #expect(node["memory"]?[name]?.number == UInt64(index + 1), "\(name)")
    }
    #expect(node["dctcp"]?["dctcp_ce_state"]?.number == 2)
    #expect(node["dctcp"]?["dctcp_ab_tot"]?.number == 5)
    #expect(
      node["options"]?.texts
        == ["recverr", "freebind", "bind_address_no_port", "0x800"])
  }

  @Test func algorithmsHaveTheirOwnNumbers() throws {
    let vegas = try record(attribute(3, le32(1) + le32(2) + le32(3) + le32(.max)))
    #expect(vegas["vegas"]?["tcpv_rtt"]?.number == 3)
    #expect(vegas["vegas"]?["tcpv_minrtt"]?.isNull == true)
    let bbr = try record(
      attribute(16, le32(0x89ab_cdef) + le32(0x0123_4567) + le32(7) + le32(739) + le32(512)))
    #expect(bbr["bbr"]?["bbr_bw"]?.number == 0x0123_4567_89ab_cdef)
    #expect(bbr["bbr"]?["bbr_min_rtt"]?.number == 7)
    #expect(bbr["bbr"]?["bbr_pacing_gain"]?.number == 739)
    #expect(bbr["bbr"]?["bbr_cwnd_gain"]?.number == 512)
  }

  @Test func upperLayersAreWrittenInWords() throws {
    let tls =
      attribute(1, le16(0x0304)) + attribute(2, le16(52)) + attribute(3, le16(2))
      + attribute(4, le16(9)) + attribute(5, [UInt8]())
    let node = try record(attribute(19, attribute(1, "tls") + attribute(2, tls)))
    #expect(node["ulp"]?["name"]?.text == "tls")
    #expect(node["ulp"]?["tls"]?["version"]?.text == "1.3")
    #expect(node["ulp"]?["tls"]?["cipher"]?.text == "AES_GCM_256")
    #expect(node["ulp"]?["tls"]?["txconf"]?.text == "sw")
    #expect(node["ulp"]?["tls"]?["rxconf"]?.text == "0x9")
    #expect(node["ulp"]?["tls"]?["zeroCopySendfile"]?.flag == true)
    let subflow =
      attribute(1, le32(0xe1e0_5099)) + attribute(2, le32(2)) + attribute(3, le32(3))
      + attribute(4, le32(4) + le32(1)) + attribute(5, le32(5)) + attribute(6, le32(6))
      + attribute(7, le16(7)) + attribute(8, le32(0x1c2)) + attribute(9, [9]) + attribute(10, [10])
    let mptcp = try #require(
      record(attribute(0x8013, attribute(1, "mptcp") + attribute(0x8003, subflow)))["ulp"]?["mptcp"]
    )
    #expect(mptcp["token_rem"]?.number == 0xe1e0_5099)
    #expect(mptcp["map_seq"]?.number == 0x1_0000_0004)
    #expect(mptcp["map_datalen"]?.number == 7)
    #expect(
      mptcp["flags"]?.texts == ["MCAP_LOC", "FULLY_ESTABLISHED", "CONNECTED", "MAPVALID"])
    #expect(mptcp["id_rem"]?.number == 9)
    #expect(mptcp["id_loc"]?.number == 10)
  }

  /// Only the requested details are written, whatever the kernel adds; keys never are.
  @Test func keysAndUnknownAttributesAreLeftOut() throws {
    let secret = Array("NotForEverybody".utf8)
    let all =
      attribute(18, [2, 32] + le16(15) + le32(0x7f) + [UInt8](repeating: 0, count: 12) + secret)
      + attribute(2, ascending(280)) + attribute(20, secret) + attribute(23, secret)
      + attribute(64, secret)
    #expect(try record(all).names == ["md5Signature", "tcpInfo"])
    #expect(try record(all, .md5).names == ["md5Signature"])
    #expect(try record(all, .ulp).names == [])
    #expect(try record(all, .info, .udp).names == [])
  }

  @Test(arguments: [4, 5, 6, 8, 15, 17, 21, 22, 7, 3, 9, 16])
  func shortAttributesAreNoHarm(type: UInt16) throws {
    for length in 0..<8 { _ = try record(attribute(type, [UInt8](repeating: 1, count: length))) }
  }

  @Test func nestedAttributesThatAreNoneAreMalformed() {
    #expect(throws: NetlinkError.self) { try record(attribute(19, [1])) }
    #expect(throws: NetlinkError.self) { try record(attribute(19, attribute(3, le16(3)))) }
  }

  @Test func controlGroupsNobodyKnowsAreNull() throws {
    let node = try record(attribute(21, le32(0xffff_fff0) + le32(0xffff)))
    #expect(node["cgroupID"]?.number == 0xffff_ffff_fff0)
    #expect(node["cgroup"]?.isNull == true)
  }

  /// The contract names the fields of each struct, in the same order.
  @Test func contractsNameTheFields() throws {
    let known: [(member: String, fields: [WireField])] = [
      ("tcpInfo", TCPInfo.fields), ("mptcpInfo", MPTCPInfo.fields), ("sctpInfo", SCTPInfo.fields),
      ("memory", SocketMemory.fields), ("vegas", CongestionInfo.vegas),
      ("dctcp", CongestionInfo.dctcp), ("bbr", CongestionInfo.bbr),
    ]
    for (member, fields) in known {
      let schema = MethodContract.inetDetailsMembers.first { $0.name == member }?.schema
      guard case .object(let members)? = schema else {
        Issue.record("\(member) is no object")
        continue
      }
      let names = members.map(\.name).filter { $0.contains("_") || member == "memory" }
      #expect(names == fields.map { "\($0.name)" })
      for field in fields {
        let schema = members.first { $0.name == "\(field.name)" }?.schema
        if case .nullable? = schema { #expect(field.hasNone) } else { #expect(!field.hasNone) }
      }
    }
  }
}

extension MethodContract {
  fileprivate static let socketMemoryNames = SocketMemory.fields.map { "\($0.name)" }
}
