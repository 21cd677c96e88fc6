/// The IFF_ bits of `linux/if.h` in the words of `ip link`.
public enum LinkFlags {
  /// The bits, in the order in which `ip link` lists them.
  public static let words: [FlagWord] = [
    FlagWord(1 << 0, "UP"),  // IFF_UP
    FlagWord(1 << 1, "BROADCAST"),  // IFF_BROADCAST
    FlagWord(1 << 2, "DEBUG"),  // IFF_DEBUG
    FlagWord(1 << 3, "LOOPBACK"),  // IFF_LOOPBACK
    FlagWord(1 << 4, "POINTOPOINT"),  // IFF_POINTOPOINT
    FlagWord(1 << 5, "NOTRAILERS"),  // IFF_NOTRAILERS
    FlagWord(1 << 6, "RUNNING"),  // IFF_RUNNING
    FlagWord(1 << 7, "NOARP"),  // IFF_NOARP
    FlagWord(1 << 8, "PROMISC"),  // IFF_PROMISC
    FlagWord(1 << 9, "ALLMULTI"),  // IFF_ALLMULTI
    FlagWord(1 << 10, "MASTER"),  // IFF_MASTER
    FlagWord(1 << 11, "SLAVE"),  // IFF_SLAVE
    FlagWord(1 << 12, "MULTICAST"),  // IFF_MULTICAST
    FlagWord(1 << 13, "PORTSEL"),  // IFF_PORTSEL
    FlagWord(1 << 14, "AUTOMEDIA"),  // IFF_AUTOMEDIA
    FlagWord(1 << 15, "DYNAMIC"),  // IFF_DYNAMIC
    FlagWord(1 << 16, "LOWER_UP"),  // IFF_LOWER_UP
    FlagWord(1 << 17, "DORMANT"),  // IFF_DORMANT
    FlagWord(1 << 18, "ECHO"),  // IFF_ECHO
  ]
}

/// The states of a link in the words of `linux/if.h` and `ip link`; a number without a word is
/// `unknown-N`.
public enum LinkState {
  /// The operational state (RFC 2863): IF_OPER_ of `linux/if.h`.
  public static func operational(_ number: UInt8) -> String {
    switch number {
    case 0: "UNKNOWN"  // IF_OPER_UNKNOWN
    case 1: "NOTPRESENT"  // IF_OPER_NOTPRESENT
    case 2: "DOWN"  // IF_OPER_DOWN
    case 3: "LOWERLAYERDOWN"  // IF_OPER_LOWERLAYERDOWN
    case 4: "TESTING"  // IF_OPER_TESTING
    case 5: "DORMANT"  // IF_OPER_DORMANT
    case 6: "UP"  // IF_OPER_UP
    default: "unknown-\(number)"
    }
  }

  /// How IPv6 link-local addresses are generated: IN6_ADDR_GEN_MODE_ of `linux/if_link.h`.
  public static func addressGeneration(_ number: UInt8) -> String {
    switch number {
    case 0: "eui64"  // IN6_ADDR_GEN_MODE_EUI64
    case 1: "none"  // IN6_ADDR_GEN_MODE_NONE
    case 2: "stable_secret"  // IN6_ADDR_GEN_MODE_STABLE_PRIVACY
    case 3: "random"  // IN6_ADDR_GEN_MODE_RANDOM
    default: "unknown-\(number)"
    }
  }

  /// The link mode: IF_LINK_MODE_ of `linux/if.h`.
  public static func mode(_ number: UInt8) -> String {
    switch number {
    case 0: "DEFAULT"  // IF_LINK_MODE_DEFAULT
    case 1: "DORMANT"  // IF_LINK_MODE_DORMANT
    case 2: "TESTING"  // IF_LINK_MODE_TESTING
    default: "unknown-\(number)"
    }
  }
}
