/// Attributes after `inet_diag_msg` that the agent reads: INET_DIAG_ of `linux/inet_diag.h`. The
/// agent passes no other attribute on. Of INET_DIAG_MD5SIG, which contains keys, it reports only
/// the presence.
public enum InetDiagAttribute {
  public static let info: UInt16 = 2  // INET_DIAG_INFO
  public static let vegasInfo: UInt16 = 3  // INET_DIAG_VEGASINFO
  public static let congestion: UInt16 = 4  // INET_DIAG_CONG
  public static let tos: UInt16 = 5  // INET_DIAG_TOS
  public static let trafficClass: UInt16 = 6  // INET_DIAG_TCLASS
  public static let socketMemory: UInt16 = 7  // INET_DIAG_SKMEMINFO
  public static let shutdown: UInt16 = 8  // INET_DIAG_SHUTDOWN
  public static let dctcpInfo: UInt16 = 9  // INET_DIAG_DCTCPINFO
  public static let `protocol`: UInt16 = 10  // INET_DIAG_PROTOCOL
  public static let v6Only: UInt16 = 11  // INET_DIAG_SKV6ONLY
  public static let locals: UInt16 = 12  // INET_DIAG_LOCALS
  public static let peers: UInt16 = 13  // INET_DIAG_PEERS
  public static let mark: UInt16 = 15  // INET_DIAG_MARK
  public static let bbrInfo: UInt16 = 16  // INET_DIAG_BBRINFO
  public static let classID: UInt16 = 17  // INET_DIAG_CLASS_ID
  public static let md5Signature: UInt16 = 18  // INET_DIAG_MD5SIG
  public static let ulpInfo: UInt16 = 19  // INET_DIAG_ULP_INFO
  public static let cgroupID: UInt16 = 21  // INET_DIAG_CGROUP_ID
  public static let socketOptions: UInt16 = 22  // INET_DIAG_SOCKOPT
}

/// Bits of `idiag_ext`: the attributes that the kernel sends only on request. The field has eight
/// bits; the kernel sends attributes with higher numbers always, or together with one of these.
public struct InetDiagExtensions: OptionSet, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  private init(_ attribute: UInt16) { rawValue = 1 << UInt8(truncatingIfNeeded: attribute - 1) }

  /// Also requests INET_DIAG_ULP_INFO and, with CAP_NET_ADMIN, INET_DIAG_MD5SIG.
  public static let info = InetDiagExtensions(InetDiagAttribute.info)
  /// Requests the block of the socket's congestion control algorithm: vegas, dctcp or bbr.
  public static let vegasInfo = InetDiagExtensions(InetDiagAttribute.vegasInfo)
  public static let congestion = InetDiagExtensions(InetDiagAttribute.congestion)
  public static let tos = InetDiagExtensions(InetDiagAttribute.tos)
  /// Also requests INET_DIAG_CLASS_ID.
  public static let trafficClass = InetDiagExtensions(InetDiagAttribute.trafficClass)
  public static let socketMemory = InetDiagExtensions(InetDiagAttribute.socketMemory)
  public static let shutdown = InetDiagExtensions(InetDiagAttribute.shutdown)
}
