internal import CLinux
internal import Glibc

/// Socket options. The corresponding C functions are `setsockopt` and `getsockopt`; see socket(7).
enum SocketOption {
  static func set(_ number: Int32, level: Int32, _ option: Int32, _ value: Int32)
    throws(SystemCallError)
  {
    var value = value
    _ = try retrying("setsockopt") {
      unsafe setsockopt(
        number, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
  }

  static func get(_ number: Int32, level: Int32, _ option: Int32) throws(SystemCallError) -> Int32 {
    var value: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    _ = try retrying("getsockopt") {
      unsafe getsockopt(number, level, option, &value, &length)
    }
    return value
  }

  /// Sets the size of the receive buffer with SO_RCVBUFFORCE, which needs CAP_NET_ADMIN, or else
  /// with SO_RCVBUF, which the kernel limits to `net.core.rmem_max`. See socket(7).
  static func setReceiveBuffer(_ number: Int32, bytes: Int32) throws(SystemCallError) {
    do throws(SystemCallError) {
      try set(number, level: SOL_SOCKET, SO_RCVBUFFORCE, bytes)
    } catch {
      try set(number, level: SOL_SOCKET, SO_RCVBUF, bytes)
    }
  }

  /// Sets SO_RCVTIMEO; 0 means no limit.
  static func setReceiveTimeout(_ number: Int32, milliseconds: Int) throws(SystemCallError) {
    try setTime(number, SO_RCVTIMEO, milliseconds)
  }

  /// Sets SO_SNDTIMEO; 0 means no limit.
  static func setSendTimeout(_ number: Int32, milliseconds: Int) throws(SystemCallError) {
    try setTime(number, SO_SNDTIMEO, milliseconds)
  }

  /// The send timeout (SO_SNDTIMEO); 0 means no limit.
  static func sendTimeoutMilliseconds(_ number: Int32) throws(SystemCallError) -> Int64 {
    var time = timeval()
    var length = socklen_t(MemoryLayout<timeval>.size)
    _ = try retrying("getsockopt") {
      unsafe getsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &time, &length)
    }
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_usec) / 1000
  }

  private static func setTime(
    _ number: Int32, _ option: Int32, _ milliseconds: Int
  ) throws(SystemCallError) {
    var time = timeval(
      tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
    _ = try retrying("setsockopt") {
      unsafe setsockopt(
        number, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  /// The number of datagrams that were lost for lack of room in the receive buffer since the socket
  /// was opened, modulo 2^32: SK_MEMINFO_DROPS of SO_MEMINFO (`linux/sock_diag.h`).
  /// - Throws: ENOPROTOOPT before Linux 4.12.
  static func drops(_ number: Int32) throws(SystemCallError) -> UInt32 {
    var numbers = [UInt32](repeating: 0, count: 9)
    var length = socklen_t(numbers.count * MemoryLayout<UInt32>.size)
    _ = try retrying("getsockopt") {
      unsafe getsockopt(number, SOL_SOCKET, SO_MEMINFO, &numbers, &length)
    }
    return numbers[8]
  }

  /// The credentials of the peer (SO_PEERCRED).
  static func peerCredentials(_ number: Int32) throws(SystemCallError) -> PeerCredentials {
    var peer = clinux_ucred()
    var length = socklen_t(MemoryLayout<clinux_ucred>.size)
    _ = try retrying("getsockopt") {
      unsafe getsockopt(number, SOL_SOCKET, SO_PEERCRED, &peer, &length)
    }
    return PeerCredentials(pid: peer.pid, uid: peer.uid, gid: peer.gid)
  }
}

/// The credentials of the process that connected to a Unix socket, as the kernel recorded them at
/// connect(2). See SO_PEERCRED in unix(7).
public struct PeerCredentials: Equatable, Sendable {
  /// The process id; 0 if the peer has none in this process's pid namespace.
  public let pid: Int32
  /// The effective user id; 65534 if it has no mapping in this process's user namespace.
  public let uid: UInt32
  /// The effective group id; 65534 if it has no mapping in this process's user namespace.
  public let gid: UInt32

  public init(pid: Int32, uid: UInt32, gid: UInt32) {
    self.pid = pid
    self.uid = uid
    self.gid = gid
  }
}
