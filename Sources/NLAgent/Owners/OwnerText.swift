internal import Limits
internal import Netlink
internal import Privileged
internal import ProcFiles
internal import Protocol
internal import Syscalls

/// Writes the owners of sockets into their records. The text about each process is made once and
/// copied for each of its sockets.
struct OwnerText: Sendable {
  let index: OwnerIndex
  // The members of each process's object, with a comma after each.
  private let text: [UInt8]
  private let places: [Range<Int>]

  /// - Parameter lookups: learns if the names of users cannot be read.
  init(_ index: OwnerIndex, _ lookups: FailedLookups = FailedLookups()) {
    self.index = index
    var json = JSONWriter(capacity: Limits.ownerTextBytes * (index.processes.count + 1))
    let users = lookups.users()
    let ticksPerSecond = UInt64(KernelClock.ticksPerSecond)
    let bootMilliseconds =
      KernelClock.realtimeMilliseconds() - KernelClock.bootNanoseconds() / 1_000_000
    places = index.processes.map { process in
      guard let process else { return 0..<0 }
      // Resets the writer, so that the next member has no comma before it.
      json.newline()
      let start = json.bytes.byteCount
      json.member("pid", process.pid)
      json.member("command", bytes: process.command)
      json.member("uid", process.uid)
      if let user = users[process.uid] { json.member("user", bytes: user) }
      let started = process.startTicks.multipliedReportingOverflow(by: 1000).partialValue
      json.member(
        "startTimeMilliseconds",
        UInt64(clamping: bootMilliseconds &+ Int64(clamping: started / ticksPerSecond)))
      json.member("startTicks", process.startTicks)
      if let unit = CgroupPath.unit(of: process.cgroup) { json.member("unit", bytes: unit) }
      if let id = CgroupPath.container(of: process.cgroup) {
        json.member("container", bytes: id)
      }
      if !process.cgroup.isEmpty { json.member("cgroup", bytes: process.cgroup) }
      json.raw(",")
      return start..<json.bytes.byteCount
    }
    text = json.bytes.copied
  }

  /// Writes the members of a TCP or UDP socket's record.
  func write(_ socket: InetDiagMessage, to json: inout JSONWriter) {
    write(socket.inode, OwnerUnknown.reason(socket), to: &json)
  }

  /// Writes the members `processes` and, if no process is known, `ownerUnknown`.
  /// - Parameters:
  ///   - inode: the socket's inode number; 0 if it has none.
  ///   - unknown: why a socket in this state has no inode; nil if the state is no reason.
  func write(_ inode: UInt32, _ unknown: OwnerUnknown?, to json: inout JSONWriter) {
    json.key("processes")
    json.beginArray()
    var holder: UInt32?
    var remaining = Limits.ownerDescriptors
    var omitted = 0
    var hasEnded = false
    for holding in index.holders(of: inode) where inode != 0 {
      guard index.process(of: holding) != nil else {
        hasEnded = true
        continue
      }
      guard remaining > 0 else {
        omitted += 1
        continue
      }
      remaining -= 1
      if holding.holder != holder {
        if holder != nil { OwnerText.end(&json) }
        begin(holding.holder, &json)
        holder = holding.holder
      }
      json.integer(holding.descriptor)
    }
    if holder != nil { OwnerText.end(&json) }
    json.endArray()
    if omitted > 0 { json.member("moreDescriptors", omitted) }
    if holder == nil {
      json.member("ownerUnknown", token: reason(inode, unknown, hasEnded: hasEnded).word)
    }
  }

  private func begin(_ holder: UInt32, _ json: inout JSONWriter) {
    let table = index.holders[Int(holder)]
    json.beginObject()
    json.raw(text.rawBytes.extracting(places[table.process]))
    if let thread = table.thread { json.member("tid", thread) }
    json.key("descriptors")
    json.beginArray()
  }

  private static func end(_ json: inout JSONWriter) {
    json.endArray()
    json.endObject()
  }

  private func reason(
    _ inode: UInt32, _ unknown: OwnerUnknown?, hasEnded: Bool
  ) -> OwnerUnknown {
    if let unknown { return unknown }
    // With BPF a process is found whose files in /proc are hidden.
    if hasEnded, index.verdict.hidden == nil { return .ended }
    return index.verdict.hasGaps ? .noPermission : .notFound
  }
}

extension OwnerIndex {
  /// Writes the member `owners` after a list.
  func writeVerdict(to json: inout JSONWriter) {
    json.key("owners")
    json.beginObject()
    switch verdict.source {
    case .bpf: json.member("source", token: "bpf")
    case .proc: json.member("source", token: "proc")
    }
    let age = KernelClock.monotonicNanoseconds() - verdict.began
    json.member("ageMilliseconds", UInt64(clamping: age / 1_000_000))
    json.member("tookMilliseconds", UInt64(clamping: verdict.took / 1_000_000))
    json.member("processes", verdict.processes)
    json.member("unreadableProcesses", verdict.unreadable)
    switch verdict.hidden {
    case .byMount?: json.member("hiddenProcesses", token: "hidepid")
    case .byNamespace?: json.member("hiddenProcesses", token: "pidNamespace")
    case nil: break
    }
    json.endObject()
  }
}
