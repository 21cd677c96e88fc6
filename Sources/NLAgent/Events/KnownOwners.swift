internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// Who held sockets before the kernel freed them. A freed socket has no inode that would lead to a
/// process, so all sockets and their holders are surveyed from time to time and remembered by
/// cookie.
final class KnownOwners: EventSource {
  /// What one survey found.
  private struct Survey {
    var text: OwnerText?
    /// The inode of each socket that has one, by cookie.
    var inodes: [UInt64: UInt32] = [:]
    /// The memory that was taken for `inodes`.
    var bytes = 0

    /// Members of a record; nil if the survey did not find the socket or nobody held it.
    func members(_ cookie: UInt64) -> [UInt8]? {
      guard let inode = inodes[cookie], let text, text.index.isHeld(inode, by: { _ in true })
      else { return nil }
      var json = JSONWriter(capacity: 256)
      text.write(inode, nil, to: &json)
      return json.bytes.copied
    }
  }

  private typealias Dump = (Request, (InetDiagMessage) -> Void) throws(RPCError) -> Void

  private let owners: Owners
  private let memory: MemoryShare
  private let work: ClientWork
  private let dump: Dump
  private var latest = Survey()
  // A socket can be freed before the latest survey, and its event be read after it.
  private var previous = Survey()
  // Members of records of sockets that were closed, and whose last data the kernel still sends.
  private var closed: [UInt64: [UInt8]] = [:]
  private var due: Int64 = 0

  /// - Parameters:
  ///   - memory: that of the subscription.
  ///   - work: that of the connection.
  ///   - namespace: the network namespace of the sockets; nil for the agent's own.
  init(
    _ owners: Owners, _ memory: MemoryShare, _ work: ClientWork, in namespace: TargetNamespace?,
    from kernel: some NetlinkKernel
  ) {
    self.owners = owners
    self.memory = memory
    self.work = work
    dump = KnownOwners.dump(in: namespace, from: kernel)
  }

  /// Milliseconds until the next survey.
  var timeout: Int64? { max(0, due - KernelClock.monotonicMilliseconds()) }

  /// Sends nothing, and surveys the sockets again when it is time to.
  func send(
    _ notifications: inout NotificationWriter, _ response: inout ResponseWriter,
    _ buffer: inout [UInt8]
  ) throws(Subscription.Ending) {
    guard timeout == 0 else { return }
    try? survey()
  }

  /// Writes the owners of a socket that was freed.
  func write(_ socket: InetDiagMessage, to json: inout JSONWriter) {
    if let members = closed.removeValue(forKey: socket.cookie) ?? latest.members(socket.cookie)
      ?? previous.members(socket.cookie)
    {
      // As a value, so that the comma before it is written.
      json.value(members)
      return
    }
    json.key("processes")
    json.beginArray()
    json.endArray()
    json.member("ownerUnknown", token: OwnerUnknown.notSeen.word)
  }

  /// Reads all sockets and who holds them.
  /// - Throws: `limitExceeded` if the user may not hold the memory; what is known stays.
  func survey() throws(RPCError) {
    let start = KernelClock.monotonicMilliseconds()
    // Set first, so that a survey that fails is not repeated without a pause.
    due = start + Limits.knownOwnersMilliseconds
    var found = Survey()
    var isRefused = false
    // Sockets first: a socket opened in between would have a holder and no cookie.
    var orphans: [UInt64] = []
    for request in KnownOwners.requests {
      try dump(request) { socket in
        if socket.inode == 0 {
          orphans.append(socket.cookie)
        } else if found.inodes.count < Limits.knownOwners, !isRefused {
          isRefused = !reserve(for: &found)
          found.inodes[socket.cookie] = socket.inode
        }
      }
    }
    let index = try work.pausing { () throws(RPCError) in try owners.index(maxAge: 0) }
    guard !isRefused, memory.hold(index) else {
      memory.remove(found.bytes)
      throw memory.refusal
    }
    found.text = OwnerText(index)
    var stillClosed: [UInt64: [UInt8]] = [:]
    for cookie in orphans {
      guard stillClosed.count < Limits.knownClosedOwners else { break }
      stillClosed[cookie] = closed[cookie] ?? latest.members(cookie)
    }
    closed = stillClosed
    memory.remove(previous.bytes)
    memory.releaseIndexes(except: 2)
    previous = latest
    latest = found
    let took = KernelClock.monotonicMilliseconds() - start
    let pause = max(took * Limits.knownOwnersPauseFactor, Limits.knownOwnersMilliseconds)
    due = start + took + min(pause, Limits.knownOwnersLongestMilliseconds)
  }

  /// Takes memory for one more socket.
  private func reserve(for survey: inout Survey) -> Bool {
    guard survey.inodes.count >= survey.inodes.capacity else { return true }
    let room = max(KnownOwners.leastSockets, survey.inodes.count * 2)
    let bytes = room * KnownOwners.bytesOfOneSocket
    guard memory.add(bytes - survey.bytes) else { return false }
    survey.bytes = bytes
    survey.inodes.reserveCapacity(room)
    return true
  }

  private static let leastSockets = 1024
  // Key and value, in a hash table of at most three quarters.
  private static let bytesOfOneSocket = 24

  private static let requests = [UInt8(2), 10].flatMap { family in  // AF_INET, AF_INET6
    [UInt16(6), 17].map { transport in  // IPPROTO_TCP, IPPROTO_UDP
      Request.inetDump(family: family, transport: transport, states: .max)
    }
  }

  private static func dump(
    in namespace: TargetNamespace?, from kernel: some NetlinkKernel
  ) -> Dump {
    { request, each throws(RPCError) in
      var conversation = try explained(try kernel.beginSocketDump(request, in: namespace))
      do throws(NetlinkError) {
        _ = try conversation.collect { message throws(NetlinkError) in
          guard let socket = InetDiagMessage(message.payload) else {
            throw .malformed("inet_diag_msg cut short", offset: 0)
          }
          each(socket)
          return .next
        }
      } catch {
        throw RPCError(error, doing: "list sockets and their owners")
      }
    }
  }
}
