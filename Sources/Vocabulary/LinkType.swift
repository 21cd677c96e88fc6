/// The ARPHRD_ numbers of `linux/if_arp.h` in the words of `ip link`.
public enum LinkType {
  /// The type of Ethernet devices.
  public static let ethernet: UInt16 = 1  // ARPHRD_ETHER

  /// The word for a type, or `unknown-N`.
  public static func word(_ number: UInt16) -> String { words[number] ?? "unknown-\(number)" }

  /// Whether the device's own address is an IPv4 address: ARPHRD_TUNNEL, ARPHRD_SIT, ARPHRD_IPGRE.
  public static func isV4Tunnel(_ number: UInt16) -> Bool {
    number == 768 || number == 776 || number == 778
  }

  /// Whether the device's own address is an IPv6 address: ARPHRD_TUNNEL6, ARPHRD_IP6GRE.
  public static func isV6Tunnel(_ number: UInt16) -> Bool { number == 769 || number == 823 }

  private static let words: [UInt16: String] = [
    0: "netrom",  // ARPHRD_NETROM
    1: "ether",  // ARPHRD_ETHER
    2: "eether",  // ARPHRD_EETHER
    3: "ax25",  // ARPHRD_AX25
    6: "ieee802",  // ARPHRD_IEEE802
    7: "arcnet",  // ARPHRD_ARCNET
    15: "dlci",  // ARPHRD_DLCI
    19: "atm",  // ARPHRD_ATM
    24: "ieee1394",  // ARPHRD_IEEE1394
    27: "eui64",  // ARPHRD_EUI64
    32: "infiniband",  // ARPHRD_INFINIBAND
    256: "slip",  // ARPHRD_SLIP
    257: "cslip",  // ARPHRD_CSLIP
    258: "slip6",  // ARPHRD_SLIP6
    259: "cslip6",  // ARPHRD_CSLIP6
    270: "rose",  // ARPHRD_ROSE
    271: "x25",  // ARPHRD_X25
    272: "hwx25",  // ARPHRD_HWX25
    280: "can",  // ARPHRD_CAN
    290: "mctp",  // ARPHRD_MCTP
    512: "ppp",  // ARPHRD_PPP
    513: "hdlc",  // ARPHRD_CISCO
    516: "lapb",  // ARPHRD_LAPB
    518: "rawhdlc",  // ARPHRD_RAWHDLC
    519: "rawip",  // ARPHRD_RAWIP
    768: "ipip",  // ARPHRD_TUNNEL
    769: "tunnel6",  // ARPHRD_TUNNEL6
    770: "frad",  // ARPHRD_FRAD
    772: "loopback",  // ARPHRD_LOOPBACK
    774: "fddi",  // ARPHRD_FDDI
    776: "sit",  // ARPHRD_SIT
    777: "ip/ddp",  // ARPHRD_IPDDP
    778: "gre",  // ARPHRD_IPGRE
    779: "pimreg",  // ARPHRD_PIMREG
    780: "hippi",  // ARPHRD_HIPPI
    787: "fcfb0",  // ARPHRD_FCFABRIC
    801: "ieee802.11",  // ARPHRD_IEEE80211
    802: "ieee802.11/prism",  // ARPHRD_IEEE80211_PRISM
    803: "ieee802.11/radiotap",  // ARPHRD_IEEE80211_RADIOTAP
    804: "ieee802.15.4",  // ARPHRD_IEEE802154
    805: "ieee802.15.4/monitor",  // ARPHRD_IEEE802154_MONITOR
    820: "phonet",  // ARPHRD_PHONET
    821: "phonet_pipe",  // ARPHRD_PHONET_PIPE
    822: "caif",  // ARPHRD_CAIF
    823: "gre6",  // ARPHRD_IP6GRE
    824: "netlink",  // ARPHRD_NETLINK
    825: "6lowpan",  // ARPHRD_6LOWPAN
    826: "vsockmon",  // ARPHRD_VSOCKMON
    0xfffe: "none",  // ARPHRD_NONE
    0xffff: "void",  // ARPHRD_VOID
  ]
}
