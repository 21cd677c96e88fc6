internal import CLinux
internal import Glibc

/// Socket options by plain values. The corresponding C functions are `setsockopt` and
/// `getsockopt`; see socket(7).
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

  /// Room for bytes that are not received yet. See SO_RCVBUFFORCE, which needs CAP_NET_ADMIN, and
  /// SO_RCVBUF, which is capped, in socket(7).
  static func setReceiveBuffer(_ number: Int32, bytes: Int32) throws(SystemCallError) {
    do throws(SystemCallError) {
      try set(number, level: SOL_SOCKET, SO_RCVBUFFORCE, bytes)
    } catch {
      try set(number, level: SOL_SOCKET, SO_RCVBUF, bytes)
    }
  }

  static func setReceiveTimeout(_ number: Int32, milliseconds: Int) throws(SystemCallError) {
    try setTime(number, SO_RCVTIMEO, milliseconds)
  }

  static func setSendTimeout(_ number: Int32, milliseconds: Int) throws(SystemCallError) {
    try setTime(number, SO_SNDTIMEO, milliseconds)
  }

  /// 0 is without end.
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

  /// Datagrams that found no room in the receive buffer since the socket was opened, of the last of
  /// the numbers of SO_MEMINFO (SK_MEMINFO_DROPS of `linux/sock_diag.h`); it wraps at 2^32.
  /// - Throws: ENOPROTOOPT before Linux 4.12.
  static func drops(_ number: Int32) throws(SystemCallError) -> UInt32 {
    var numbers = [UInt32](repeating: 0, count: 9)
    var length = socklen_t(numbers.count * MemoryLayout<UInt32>.size)
    _ = try retrying("getsockopt") {
      unsafe getsockopt(number, SOL_SOCKET, SO_MEMINFO, &numbers, &length)
    }
    return numbers[8]
  }

  /// Who connected, fixed by the kernel at connect time (SO_PEERCRED).
  static func peerCredentials(_ number: Int32) throws(SystemCallError) -> PeerCredentials {
    var peer = clinux_ucred()
    var length = socklen_t(MemoryLayout<clinux_ucred>.size)
    _ = try retrying("getsockopt") {
      unsafe getsockopt(number, SOL_SOCKET, SO_PEERCRED, &peer, &length)
    }
    return PeerCredentials(pid: peer.pid, uid: peer.uid, gid: peer.gid)
  }
}

/// Who connected to a Unix socket, as the kernel recorded it. See unix(7), SO_PEERCRED.
public struct PeerCredentials: Equatable, Sendable {
  /// 0 where the peer lives in a pid namespace this process cannot see.
  public let pid: Int32
  /// The effective user id at connect time; 65534 where it is not mapped.
  public let uid: UInt32
  /// The effective group id at connect time.
  public let gid: UInt32

  public init(pid: Int32, uid: UInt32, gid: UInt32) {
    self.pid = pid
    self.uid = uid
    self.gid = gid
  }
}
