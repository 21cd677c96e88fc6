/// Attributes of a link that the agent reads: IFLA_ of `linux/if_link.h`. Integers are u32 in host
/// byte order unless a comment states otherwise.
public enum LinkAttribute {
  public static let address: UInt16 = 1  // IFLA_ADDRESS, hardware address
  public static let broadcast: UInt16 = 2  // IFLA_BROADCAST, hardware address
  public static let name: UInt16 = 3  // IFLA_IFNAME, a string of any bytes
  public static let mtu: UInt16 = 4  // IFLA_MTU
  public static let link: UInt16 = 5  // IFLA_LINK, an index, see linkNetnsID
  public static let qdisc: UInt16 = 6  // IFLA_QDISC, a string
  public static let master: UInt16 = 10  // IFLA_MASTER, an index
  public static let txQueueLength: UInt16 = 13  // IFLA_TXQLEN, packets
  public static let operState: UInt16 = 16  // IFLA_OPERSTATE, u8, IF_OPER_ of `linux/if.h`
  public static let linkMode: UInt16 = 17  // IFLA_LINKMODE, u8, IF_LINK_MODE_ of `linux/if.h`
  public static let info: UInt16 = 18  // IFLA_LINKINFO, nested LinkInfoAttribute
  public static let alias: UInt16 = 20  // IFLA_IFALIAS, a string of any bytes
  public static let functionCount: UInt16 = 21  // IFLA_NUM_VF
  public static let functions: UInt16 = 22  // IFLA_VFINFO_LIST, nested, IFLA_VF_INFO repeats
  public static let statistics: UInt16 = 23  // IFLA_STATS64, LinkStatistics
  public static let families: UInt16 = 26  // IFLA_AF_SPEC, nested, by address family
  public static let group: UInt16 = 27  // IFLA_GROUP
  public static let extendedMask: UInt16 = 29  // IFLA_EXT_MASK
  public static let promiscuity: UInt16 = 30  // IFLA_PROMISCUITY, a count
  public static let txQueues: UInt16 = 31  // IFLA_NUM_TX_QUEUES
  public static let rxQueues: UInt16 = 32  // IFLA_NUM_RX_QUEUES
  public static let carrier: UInt16 = 33  // IFLA_CARRIER, u8
  public static let physicalPortID: UInt16 = 34  // IFLA_PHYS_PORT_ID, bytes
  public static let carrierChanges: UInt16 = 35  // IFLA_CARRIER_CHANGES
  public static let physicalSwitchID: UInt16 = 36  // IFLA_PHYS_SWITCH_ID, bytes
  public static let linkNetnsID: UInt16 = 37  // IFLA_LINK_NETNSID, s32
  public static let physicalPortName: UInt16 = 38  // IFLA_PHYS_PORT_NAME, a string
  public static let protoDown: UInt16 = 39  // IFLA_PROTO_DOWN, u8
  public static let gsoMaxSegments: UInt16 = 40  // IFLA_GSO_MAX_SEGS
  public static let gsoMaxSize: UInt16 = 41  // IFLA_GSO_MAX_SIZE, bytes
  public static let xdp: UInt16 = 43  // IFLA_XDP, nested, xdpFields
  public static let newNetnsID: UInt16 = 45  // IFLA_NEW_NETNSID, s32, in RTM_DELLINK
  public static let carrierUpCount: UInt16 = 47  // IFLA_CARRIER_UP_COUNT
  public static let carrierDownCount: UInt16 = 48  // IFLA_CARRIER_DOWN_COUNT
  public static let newIndex: UInt16 = 49  // IFLA_NEW_IFINDEX, in RTM_DELLINK
  public static let minMtu: UInt16 = 50  // IFLA_MIN_MTU, 0 means no limit
  public static let maxMtu: UInt16 = 51  // IFLA_MAX_MTU, 0 means no limit
  public static let properties: UInt16 = 52  // IFLA_PROP_LIST, nested, types repeat
  public static let alternativeName: UInt16 = 53  // IFLA_ALT_IFNAME, a string of any bytes
  public static let permanentAddress: UInt16 = 54  // IFLA_PERM_ADDRESS, hardware address
  public static let protoDownReason: UInt16 = 55  // IFLA_PROTO_DOWN_REASON, nested
  public static let parentDeviceName: UInt16 = 56  // IFLA_PARENT_DEV_NAME, a string
  public static let parentDeviceBus: UInt16 = 57  // IFLA_PARENT_DEV_BUS_NAME, a string
  public static let groMaxSize: UInt16 = 58  // IFLA_GRO_MAX_SIZE, bytes
  public static let tsoMaxSize: UInt16 = 59  // IFLA_TSO_MAX_SIZE, bytes
  public static let tsoMaxSegments: UInt16 = 60  // IFLA_TSO_MAX_SEGS
  public static let allMulticast: UInt16 = 61  // IFLA_ALLMULTI, a count
  public static let gsoIPv4MaxSize: UInt16 = 63  // IFLA_GSO_IPV4_MAX_SIZE, bytes
  public static let groIPv4MaxSize: UInt16 = 64  // IFLA_GRO_IPV4_MAX_SIZE, bytes
  public static let pacingHorizon: UInt16 = 66  // IFLA_MAX_PACING_OFFLOAD_HORIZON, ns, Linux 6.13
  public static let netnsImmutable: UInt16 = 67  // IFLA_NETNS_IMMUTABLE, u8, Linux 6.15
  public static let headroom: UInt16 = 68  // IFLA_HEADROOM, u16, bytes, Linux 6.18
  public static let tailroom: UInt16 = 69  // IFLA_TAILROOM, u16, bytes, Linux 6.18
}

/// Attributes inside IFLA_LINKINFO: IFLA_INFO_ of `linux/if_link.h`.
public enum LinkInfoAttribute {
  public static let kind: UInt16 = 1  // IFLA_INFO_KIND, a string
  public static let data: UInt16 = 2  // IFLA_INFO_DATA, nested, LinkKind.all
  public static let slaveKind: UInt16 = 4  // IFLA_INFO_SLAVE_KIND, a string
  public static let slaveData: UInt16 = 5  // IFLA_INFO_SLAVE_DATA, nested, LinkKind.ports
}

/// Attributes inside other attributes of a link.
extension LinkAttribute {
  public static let inet6: UInt16 = 10  // AF_INET6 inside IFLA_AF_SPEC
  public static let addressGenerationMode: UInt16 = 8  // IFLA_INET6_ADDR_GEN_MODE, u8
  public static let reasonValue: UInt16 = 2  // IFLA_PROTO_DOWN_REASON_VALUE, a bit for each reason

  /// IFLA_XDP_ of `linux/if_link.h`: BPF programs that get packets before the network stack does.
  public static let xdpFields = [
    LinkField(2, "mode", .words(xdpModes)),  // IFLA_XDP_ATTACHED
    LinkField(4, "programID", .number),  // IFLA_XDP_PROG_ID
    LinkField(5, "drvProgramID", .number),  // IFLA_XDP_DRV_PROG_ID
    LinkField(6, "skbProgramID", .number),  // IFLA_XDP_SKB_PROG_ID
    LinkField(7, "hwProgramID", .number),  // IFLA_XDP_HW_PROG_ID
  ]
  public static let xdpMode: UInt16 = 2  // IFLA_XDP_ATTACHED, u8, 0 means XDP_ATTACHED_NONE

  private static let xdpModes = [
    WireWord(1, "drv"),  // XDP_ATTACHED_DRV
    WireWord(2, "skb"),  // XDP_ATTACHED_SKB
    WireWord(3, "hw"),  // XDP_ATTACHED_HW
    WireWord(4, "multi"),  // XDP_ATTACHED_MULTI
  ]
}
