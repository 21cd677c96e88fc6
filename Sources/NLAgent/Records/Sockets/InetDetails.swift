internal import Netlink
internal import Vocabulary

/// The optional details of a socket: the words of the parameter `details`.
struct InetDetails: OptionSet, Sendable {
  let rawValue: UInt16

  static let info = InetDetails(rawValue: 1 << 0)
  static let memory = InetDetails(rawValue: 1 << 1)
  static let congestion = InetDetails(rawValue: 1 << 2)
  static let tos = InetDetails(rawValue: 1 << 3)
  static let mark = InetDetails(rawValue: 1 << 4)
  static let options = InetDetails(rawValue: 1 << 5)
  static let ulp = InetDetails(rawValue: 1 << 6)
  static let cgroup = InetDetails(rawValue: 1 << 7)
  static let shutdown = InetDetails(rawValue: 1 << 8)
  static let md5 = InetDetails(rawValue: 1 << 9)
  static let all = InetDetails(rawValue: 1 << 10 - 1)
  /// Those that the kernel sends only to processes with CAP_NET_ADMIN; see `ReservedAttribute`.
  static let reserved: InetDetails = [.mark, .md5]

  private static let words: [(word: String, details: InetDetails, extensions: InetDiagExtensions)] =
    [
      ("info", .info, .info), ("memory", .memory, .socketMemory),
      ("congestion", .congestion, [.congestion, .vegasInfo]),
      ("tos", .tos, [.tos, .trafficClass]), ("mark", .mark, []), ("options", .options, []),
      // The kernel sends these two only with INET_DIAG_INFO.
      ("ulp", .ulp, .info), ("md5", .md5, .info), ("cgroup", .cgroup, []),
      ("shutdown", .shutdown, .shutdown),
    ]

  init(rawValue: UInt16) { self.rawValue = rawValue }

  /// - Parameter words: the words that the contract lists.
  init(_ words: [String]) {
    self = words.contains("all") ? .all : []
    for entry in InetDetails.words where words.contains(entry.word) { insert(entry.details) }
  }

  /// The attributes to request. No others are requested, because each costs the kernel time.
  var extensions: InetDiagExtensions {
    InetDetails.words.reduce(into: []) { extensions, entry in
      if contains(entry.details) { extensions.formUnion(entry.extensions) }
    }
  }
}
