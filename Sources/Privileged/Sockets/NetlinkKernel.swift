public import Netlink
public import Syscalls

/// What answers netlink requests: the kernel that this process runs on (`LiveKernel`), or a script
/// in tests. Code that reads many records is generic over it, so that it is specialized for the
/// live kernel.
public protocol NetlinkKernel: Sendable {
  /// Carries short conversations and events.
  associatedtype Wire: Transport & ~Copyable
  /// Carries long dumps.
  associatedtype DumpWire: Transport & ~Copyable

  /// As `KernelSockets.open`.
  func open(
    _ family: NetlinkSocket.Family, in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> Conversation<Wire>

  /// As `KernelSockets.openEvents`.
  func openEvents(
    _ family: NetlinkSocket.Family, groups: [UInt32], in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> EventSocket<Wire>

  /// As `KernelSockets.beginSocketDump`.
  func beginSocketDump(
    _ request: Request, in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> Conversation<DumpWire>

  /// As `KernelSockets.openProcNet`.
  func openProcNet(
    _ name: StaticString, in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> FileDescriptor
}

/// A socket that receives events.
public struct EventSocket<Wire: Transport & ~Copyable>: ~Copyable {
  /// Its number for `Poll`; negative where there is nothing to poll.
  public let number: Int32
  public var stream: EventStream<Wire>

  public init(number: Int32, _ stream: consuming EventStream<Wire>) {
    self.number = number
    self.stream = stream
  }
}

/// The kernel that this process runs on.
public struct LiveKernel: NetlinkKernel {
  public init() {}

  public func open(
    _ family: NetlinkSocket.Family, in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> Conversation<KernelTransport> {
    try KernelSockets.open(family, in: namespace)
  }

  public func openEvents(
    _ family: NetlinkSocket.Family, groups: [UInt32], in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> EventSocket<KernelTransport> {
    let socket = try KernelSockets.openEvents(family, groups: groups, in: namespace)
    let number = socket.number
    return EventSocket(number: number, EventStream(KernelTransport(socket)))
  }

  public func beginSocketDump(
    _ request: Request, in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> Conversation<ReadAheadTransport> {
    try KernelSockets.beginSocketDump(request, in: namespace)
  }

  public func openProcNet(
    _ name: StaticString, in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> FileDescriptor {
    try KernelSockets.openProcNet(name, in: namespace)
  }
}
