internal import Netlink
internal import Protocol
internal import Vocabulary

/// Writes INET_DIAG_ULP_INFO: the upper layer protocol of a TCP socket and its state.
enum ULPRecord {
  /// - Parameter visible: the reserved attributes that the client may see.
  static func write(
    _ bytes: RawSpan, _ visible: VisibleAttributes, to json: inout JSONWriter
  ) throws(NetlinkError) {
    json.key("ulp")
    json.beginObject()
    var attributes = AttributeCursor(bytes)
    while let attribute = try attributes.next() {
      let payload = attributes.payload(attribute)
      switch attribute.type {
      case 1: json.member("name", bytes: payload.beforeNUL)  // INET_ULP_INFO_NAME
      case 2: try writeTLS(payload, to: &json)  // INET_ULP_INFO_TLS
      case 3: try writeSubflow(payload, visible, to: &json)  // INET_ULP_INFO_MPTCP
      default: break
      }
    }
    json.endObject()
  }

  /// Writes TLS_INFO_… of `linux/tls.h`.
  private static func writeTLS(
    _ bytes: RawSpan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    json.key("tls")
    json.beginObject()
    var attributes = AttributeCursor(bytes)
    while let attribute = try attributes.next() {
      let number = attributes.payload(attribute).load(UInt16.self, at: 0)
      switch attribute.type {
      case 1: word("version", number, versions, to: &json)  // TLS_INFO_VERSION
      case 2: word("cipher", number, ciphers, to: &json)  // TLS_INFO_CIPHER
      case 3: word("txconf", number, configurations, to: &json)  // TLS_INFO_TXCONF
      case 4: word("rxconf", number, configurations, to: &json)  // TLS_INFO_RXCONF
      case 5: json.member("zeroCopySendfile", true)  // TLS_INFO_ZC_RO_TX
      case 6: json.member("noPadReceive", true)  // TLS_INFO_RX_NO_PAD
      default: break
      }
    }
    json.endObject()
  }

  /// Writes MPTCP_SUBFLOW_ATTR_… of `linux/mptcp.h`.
  private static func writeSubflow(
    _ bytes: RawSpan, _ visible: VisibleAttributes, to json: inout JSONWriter
  ) throws(NetlinkError) {
    json.key("mptcp")
    json.beginObject()
    var attributes = AttributeCursor(bytes)
    while let attribute = try attributes.next() {
      let payload = attributes.payload(attribute)
      let number = payload.load(UInt32.self, at: 0)
      switch attribute.type {
      case 1: json.member("token_rem", ifPresent: number)
      case 2: json.member("token_loc", ifPresent: number)
      // subflow_get_info of net/mptcp/diag.c sends these to CAP_NET_ADMIN alone.
      case 3...7 where !visible.contains(.subflowSequence): break
      case 3: json.member("relwrite_seq", ifPresent: number)
      case 4: json.member("map_seq", ifPresent: payload.load(UInt64.self, at: 0))
      case 5: json.member("map_sfseq", ifPresent: number)
      case 6: json.member("ssn_offset", ifPresent: number)
      case 7: json.member("map_datalen", ifPresent: payload.load(UInt16.self, at: 0))
      case 8:
        guard let number else { break }
        json.member("flags", number, words: flags)
      case 9: json.member("id_rem", ifPresent: payload.load(UInt8.self, at: 0))
      case 10: json.member("id_loc", ifPresent: payload.load(UInt8.self, at: 0))
      default: break
      }
    }
    json.endObject()
  }

  private static func word(
    _ name: StaticString, _ number: UInt16?, _ words: [(number: UInt16, word: StaticString)],
    to json: inout JSONWriter
  ) {
    guard let number else { return }
    for entry in words where entry.number == number {
      json.member(name, token: entry.word)
      return
    }
    json.member(name, "0x" + String(number, radix: 16))
  }

  private static let versions: [(number: UInt16, word: StaticString)] = [
    (0x0303, "1.2"), (0x0304, "1.3"),
  ]

  // TLS_CIPHER_… of `linux/tls.h`.
  private static let ciphers: [(number: UInt16, word: StaticString)] = [
    (51, "AES_GCM_128"), (52, "AES_GCM_256"), (53, "AES_CCM_128"), (54, "CHACHA20_POLY1305"),
    (55, "SM4_GCM"), (56, "SM4_CCM"), (57, "ARIA_GCM_128"), (58, "ARIA_GCM_256"),
  ]

  // TLS_CONF_… of `linux/tls.h`. BASE means that the kernel does not encrypt this direction.
  private static let configurations: [(number: UInt16, word: StaticString)] = [
    (1, "none"), (2, "sw"), (3, "hw"), (4, "hw-record"),
  ]

  // MPTCP_SUBFLOW_FLAG_… of `linux/mptcp.h`.
  private static let flags = [
    FlagWord(0x001, "MCAP_REM"), FlagWord(0x002, "MCAP_LOC"), FlagWord(0x004, "JOIN_REM"),
    FlagWord(0x008, "JOIN_LOC"), FlagWord(0x010, "BKUP_REM"), FlagWord(0x020, "BKUP_LOC"),
    FlagWord(0x040, "FULLY_ESTABLISHED"), FlagWord(0x080, "CONNECTED"),
    FlagWord(0x100, "MAPVALID"),
  ]
}
