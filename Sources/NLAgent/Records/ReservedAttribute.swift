internal import Privileged

/// What the kernel sends only to processes with CAP_NET_ADMIN. The agent has it, so the agent
/// decides which clients get these attributes. The kernel sends all others to every process.
enum ReservedAttribute: UInt8, CaseIterable, Sendable {
  case mark
  case md5Presence
  case md5Keys
  case packetFilter
  case subflowSequence
  case lacpActor

  /// A kind of records.
  enum Record {
    case socket
    case link
  }

  /// Who may see an attribute, and why.
  struct Rule {
    /// The attributes' names in the kernel's headers.
    let kernelNames: [String]
    /// The records that contain them; nil if none does.
    var record: Record?
    /// The members of that record, as paths.
    var members: [String] = []
    let audience: Audience
    let reason: String
  }

  var rule: Rule {
    switch self {
    case .mark:
      Rule(
        kernelNames: ["INET_DIAG_MARK"], record: .socket, members: ["mark"], audience: .clients,
        reason: "it chooses routes and packet filters and opens nothing")
    case .md5Presence:
      Rule(
        kernelNames: ["INET_DIAG_MD5SIG"], record: .socket, members: ["md5Signature"],
        audience: .clients, reason: "the peer and everybody on the path see the option in packets")
    case .md5Keys:
      Rule(
        kernelNames: ["INET_DIAG_MD5SIG"], audience: .nobody,
        reason: "with the key anybody can forge segments of the connection")
    case .packetFilter:
      Rule(
        kernelNames: ["PACKET_DIAG_FILTER"], audience: .nobody,
        reason: "no method needs the program, which shows what a capture looks for")
    case .subflowSequence:
      Rule(
        kernelNames: [
          "MPTCP_SUBFLOW_ATTR_RELWRITE_SEQ", "MPTCP_SUBFLOW_ATTR_MAP_SEQ",
          "MPTCP_SUBFLOW_ATTR_MAP_SFSEQ", "MPTCP_SUBFLOW_ATTR_SSN_OFFSET",
          "MPTCP_SUBFLOW_ATTR_MAP_DATALEN",
        ],
        record: .socket,
        members: [
          "ulp.mptcp.relwrite_seq", "ulp.mptcp.map_seq", "ulp.mptcp.map_sfseq",
          "ulp.mptcp.ssn_offset", "ulp.mptcp.map_datalen",
        ],
        audience: .root, reason: "sequence numbers help to inject segments into the connection")
    case .lacpActor:
      Rule(
        kernelNames: [
          "IFLA_BOND_AD_ACTOR_SYS_PRIO", "IFLA_BOND_AD_USER_PORT_KEY",
          "IFLA_BOND_AD_ACTOR_SYSTEM",
        ],
        record: .link,
        members: ["data.adActorSystemPriority", "data.adUserPortKey", "data.adActorSystem"],
        audience: .root, reason: "they help to pose as this system to its LACP partner")
    }
  }
}

/// The reserved attributes that one client may see.
struct VisibleAttributes: Equatable, Sendable {
  private var bits: UInt32 = 0

  /// No reserved attribute.
  init() {}

  /// Those that the table gives to a client.
  init(to caller: Caller) {
    for attribute in ReservedAttribute.allCases where attribute.rule.audience.includes(caller) {
      bits |= 1 << UInt32(attribute.rawValue)
    }
  }

  func contains(_ attribute: ReservedAttribute) -> Bool {
    bits >> UInt32(attribute.rawValue) & 1 == 1
  }
}
