/// Attributes of a link that the agent reads: `enum` IFLA_ of `linux/if_link.h`. Integers are
/// in host byte order and 32 bits wide where nothing else is said.
public enum LinkAttribute {
  public static let address: UInt16 = 1  // IFLA_ADDRESS, hardware address
  public static let broadcast: UInt16 = 2  // IFLA_BROADCAST, hardware address
  public static let name: UInt16 = 3  // IFLA_IFNAME, text of any bytes
  public static let mtu: UInt16 = 4  // IFLA_MTU
  public static let link: UInt16 = 5  // IFLA_LINK, an index, see linkNetnsID
  public static let qdisc: UInt16 = 6  // IFLA_QDISC, text
  public static let master: UInt16 = 10  // IFLA_MASTER, an index
  public static let txQueueLength: UInt16 = 13  // IFLA_TXQLEN, packets
  public static let operState: UInt16 = 16  // IFLA_OPERSTATE, u8, IF_OPER_ of `linux/if.h`
  public static let linkMode: UInt16 = 17  // IFLA_LINKMODE, u8, IF_LINK_MODE_ of `linux/if.h`
  public static let info: UInt16 = 18  // IFLA_LINKINFO, nested LinkInfoAttribute
  public static let alias: UInt16 = 20  // IFLA_IFALIAS, text of any bytes
  public static let statistics: UInt16 = 23  // IFLA_STATS64, LinkStatistics
  public static let group: UInt16 = 27  // IFLA_GROUP
  public static let extendedMask: UInt16 = 29  // IFLA_EXT_MASK
  public static let promiscuity: UInt16 = 30  // IFLA_PROMISCUITY, a count
  public static let txQueues: UInt16 = 31  // IFLA_NUM_TX_QUEUES
  public static let rxQueues: UInt16 = 32  // IFLA_NUM_RX_QUEUES
  public static let carrier: UInt16 = 33  // IFLA_CARRIER, u8
  public static let carrierChanges: UInt16 = 35  // IFLA_CARRIER_CHANGES
  public static let linkNetnsID: UInt16 = 37  // IFLA_LINK_NETNSID, s32
  public static let protoDown: UInt16 = 39  // IFLA_PROTO_DOWN, u8
  public static let gsoMaxSegments: UInt16 = 40  // IFLA_GSO_MAX_SEGS
  public static let gsoMaxSize: UInt16 = 41  // IFLA_GSO_MAX_SIZE, bytes
  public static let newNetnsID: UInt16 = 45  // IFLA_NEW_NETNSID, s32, in RTM_DELLINK
  public static let carrierUpCount: UInt16 = 47  // IFLA_CARRIER_UP_COUNT
  public static let carrierDownCount: UInt16 = 48  // IFLA_CARRIER_DOWN_COUNT
  public static let newIndex: UInt16 = 49  // IFLA_NEW_IFINDEX, in RTM_DELLINK
  public static let minMtu: UInt16 = 50  // IFLA_MIN_MTU, 0 is no limit
  public static let maxMtu: UInt16 = 51  // IFLA_MAX_MTU, 0 is no limit
  public static let properties: UInt16 = 52  // IFLA_PROP_LIST, nested, types repeat
  public static let alternativeName: UInt16 = 53  // IFLA_ALT_IFNAME, text of any bytes
  public static let permanentAddress: UInt16 = 54  // IFLA_PERM_ADDRESS, hardware address
  public static let parentDeviceName: UInt16 = 56  // IFLA_PARENT_DEV_NAME, text
  public static let parentDeviceBus: UInt16 = 57  // IFLA_PARENT_DEV_BUS_NAME, text
  public static let groMaxSize: UInt16 = 58  // IFLA_GRO_MAX_SIZE, bytes
  public static let tsoMaxSize: UInt16 = 59  // IFLA_TSO_MAX_SIZE, bytes
  public static let tsoMaxSegments: UInt16 = 60  // IFLA_TSO_MAX_SEGS
  public static let allMulticast: UInt16 = 61  // IFLA_ALLMULTI, a count
  public static let gsoIPv4MaxSize: UInt16 = 63  // IFLA_GSO_IPV4_MAX_SIZE, bytes
  public static let groIPv4MaxSize: UInt16 = 64  // IFLA_GRO_IPV4_MAX_SIZE, bytes
}

/// Attributes inside IFLA_LINKINFO: `enum` IFLA_INFO_ of `linux/if_link.h`.
public enum LinkInfoAttribute {
  public static let kind: UInt16 = 1  // IFLA_INFO_KIND, text
  public static let slaveKind: UInt16 = 4  // IFLA_INFO_SLAVE_KIND, text
}
