import Glibc
public import Netlink
public import Privileged
public import Syscalls

/// A request that a `ScriptedKernel` got.
public struct ScriptedRequest: Sendable {
  /// The whole datagram, with its header.
  public let bytes: [UInt8]
  /// How many requests the kernel got before.
  public let number: Int

  /// nlmsg_type.
  public var type: UInt16 { UInt16(bytes[4]) | UInt16(bytes[5]) << 8 }

  /// The byte behind the header: the address family of most requests.
  public var family: UInt8 { bytes[16] }

  /// The number at an offset behind the header.
  public func uint32(at offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[16 + offset + $1]) << UInt32(8 * $1) }
  }
}

/// A kernel whose answers are a function of the requests, and whose events are a script. It checks
/// nothing: tests check `requests`. For one thread.
public final class ScriptedKernel: NetlinkKernel, @unchecked Sendable {
  public private(set) var requests: [ScriptedRequest] = []
  /// The groups that each family's event socket has joined.
  public private(set) var groups: [NetlinkSocket.Family: [UInt32]] = [:]
  public let routeEvents = Script()
  public let socketEvents = Script()
  /// The text of files of /proc/net by name.
  public var procFiles: [String: String] = [:]
  /// Makes `beginSocketDump` fail.
  public var socketRefusal: PrivilegedError?
  private let answer: (ScriptedRequest) -> [ScriptedStep]

  public init(_ answer: @escaping (ScriptedRequest) -> [ScriptedStep]) {
    self.answer = answer
  }

  private func conversation() -> Conversation<ScriptedTransport> {
    Conversation(
      ScriptedTransport(Script()) { [self] datagram in
        let request = ScriptedRequest(bytes: datagram, number: requests.count)
        requests.append(request)
        return answer(request)
      })
  }

  public func open(
    _ family: NetlinkSocket.Family, in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> Conversation<ScriptedTransport> {
    conversation()
  }

  public func openEvents(
    _ family: NetlinkSocket.Family, groups: [UInt32], in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> EventSocket<ScriptedTransport> {
    self.groups[family] = groups
    let script = family == .route ? routeEvents : socketEvents
    return EventSocket(number: -1, EventStream(ScriptedTransport(script)))
  }

  public func beginSocketDump(
    _ request: Request, in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> Conversation<ScriptedTransport> {
    if let socketRefusal { throw socketRefusal }
    var conversation = conversation()
    do throws(NetlinkError) {
      try conversation.begin(request)
    } catch {
      throw .netlink(error, doing: .requestSockets)
    }
    return conversation
  }

  public func openProcNet(
    _ name: StaticString, in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> FileDescriptor {
    guard let text = procFiles["\(name)"] else {
      throw .system(SystemCallError(.noSuchFileOrDirectory, "openat"), doing: .openProcNet)
    }
    var path = Array("/tmp/nlagent-test-XXXXXX".utf8CString)
    let number = mkstemp(&path)
    unlink(path)
    let bytes = Array(text.utf8)
    guard number >= 0, write(number, bytes, bytes.count) == bytes.count else {
      throw .system(SystemCallError(.ioError, "write"), doing: .openProcNet)
    }
    lseek(number, 0, SEEK_SET)
    return FileDescriptor(owning: number)
  }
}
