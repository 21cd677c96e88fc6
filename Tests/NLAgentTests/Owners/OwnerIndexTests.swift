import Limits
import Protocol
import Testing

@testable import NLAgent
@testable import Privileged

@Suite struct OwnerIndexTests {
  private func process(_ pid: UInt32, _ command: String = "x", uid: UInt32 = 0) -> OwnerProcess {
    OwnerProcess(
      pid: pid, command: Array(command.utf8), uid: uid, startTicks: 5, cgroup: Array("/".utf8))
  }

  /// Process 10 with a thread's own table, process 20, and one that ended.
  private func index(unreadable: Int = 0, descriptors: UInt32 = 0) -> OwnerIndex {
    var builder = OwnerIndexBuilder()
    let first = builder.addProcess()
    let table = builder.addHolder(first)
    builder.add(inode: 100, descriptor: 3, holder: table)
    builder.add(inode: 100, descriptor: 7, holder: table)
    builder.add(inode: 101, descriptor: 4, holder: table)
    let own = builder.addHolder(first, thread: 11)
    builder.add(inode: 100, descriptor: 3, holder: own)
    builder.setProcess(first, process(10, "a\"b", uid: .max - 1))
    let second = builder.addProcess()
    let other = builder.addHolder(second)
    builder.add(inode: 100, descriptor: 5, holder: other)
    for number in 0..<descriptors { builder.add(inode: 300, descriptor: number, holder: other) }
    builder.setProcess(second, process(20))
    let third = builder.addProcess()
    builder.add(inode: 200, descriptor: 6, holder: builder.addHolder(third))
    builder.readProcesses = 3
    builder.unreadableProcesses = unreadable
    return builder.finish(.proc)
  }

  private func record(
    _ inode: UInt32, _ unknown: OwnerUnknown? = nil, in index: OwnerIndex
  ) throws -> JSONNode {
    var json = JSONWriter()
    json.beginObject()
    OwnerText(index).write(inode, unknown, to: &json)
    json.endObject()
    let node = try MethodRun.parse(json)
    let members = MethodContract.inetConnections.result.first { $0.name == "connections" }
    guard case .array(.object(let known))? = members?.schema else {
      throw MethodCallFailure.noContract
    }
    // The members of the socket itself are not written here.
    Conformance.check(node, .object(known.filter { !$0.isRequired }), at: "record")
    return node
  }

  @Test func everyHolderIsFound() {
    let index = index()
    #expect(index.holders(of: 100).map(\.descriptor) == [3, 7, 3, 5])
    #expect(index.holders(of: 101).map(\.descriptor) == [4])
    #expect(index.holders(of: 102).map(\.descriptor) == [])
    #expect(index.holders(of: 0).map(\.descriptor) == [])
    #expect(index.isHeld(100) { $0.pid == 20 })
    #expect(!index.isHeld(101) { $0.pid == 20 })
    #expect(!index.isHeld(200) { _ in true }, "a process that ended satisfies nothing")
  }

  /// Ten thousand sockets, so that hashes meet.
  @Test func noneIsLostAmongMany() {
    var builder = OwnerIndexBuilder()
    let table = builder.addHolder(builder.addProcess())
    for inode in 0..<UInt32(10_000) {
      builder.add(inode: inode &* 65_536 &+ inode, descriptor: inode, holder: table)
    }
    let index = builder.finish(.bpf)
    for inode in 0..<UInt32(10_000) {
      #expect(index.holders(of: inode &* 65_536 &+ inode).map(\.descriptor) == [inode])
    }
  }

  @Test func whatIsEmptyIsTakenBack() {
    var builder = OwnerIndexBuilder()
    let place = builder.addProcess()
    let holder = builder.addHolder(place)
    builder.removeHolder(holder)
    builder.removeProcess(place)
    #expect(builder.processes.isEmpty && builder.holders.isEmpty)
    let kept = builder.addProcess()
    let table = builder.addHolder(kept)
    builder.add(inode: 1, descriptor: 1, holder: table)
    builder.removeHolder(table)
    builder.removeProcess(kept)
    #expect(builder.processes.count == 1 && builder.holders.count == 1)
  }

  /// Only what came last is taken back: the places of all others are in use.
  @Test func whatIsNotTheLastIsKept() {
    var builder = OwnerIndexBuilder()
    let first = builder.addProcess()
    let empty = builder.addHolder(first)
    let second = builder.addProcess()
    let table = builder.addHolder(second)
    builder.removeHolder(empty)
    builder.removeProcess(first)
    #expect(builder.processes.count == 2 && builder.holders.count == 2)
    builder.add(inode: 1, descriptor: 1, holder: table)
    builder.removeHolder(empty)
    builder.removeProcess(first)
    #expect(builder.processes.count == 2 && builder.holders.count == 2)
  }

  /// Many sockets have inode 0: none of them gets a holder, whatever the walk found.
  @Test func withoutAnInodeThereIsNoHolder() throws {
    var builder = OwnerIndexBuilder()
    let place = builder.addProcess()
    builder.add(inode: 0, descriptor: 3, holder: builder.addHolder(place))
    builder.setProcess(place, process(10))
    let record = try record(0, .notAccepted, in: builder.finish(.proc))
    #expect(record["processes"]?.elements?.isEmpty == true)
    #expect(record["ownerUnknown"]?.text == "notAccepted")
  }

  /// A start beyond what fits is wrong, and nothing worse.
  @Test func extremeStartsDoNotTrap() throws {
    for ticks in [0, .max, .max / 1000 + 1, UInt64(Int64.max)] {
      var builder = OwnerIndexBuilder()
      let place = builder.addProcess()
      builder.add(inode: 1, descriptor: 3, holder: builder.addHolder(place))
      builder.setProcess(
        place, OwnerProcess(pid: 1, command: [], uid: 0, startTicks: ticks, cgroup: []))
      let processes = try record(1, in: builder.finish(.proc))["processes"]?.elements
      #expect(processes?.first?["startTicks"]?.number == ticks)
    }
  }

  @Test func recordsDistinguishTables() throws {
    let processes = try #require(record(100, in: index())["processes"]?.elements)
    #expect(processes.map { $0["pid"]?.number } == [10, 10, 20])
    #expect(processes.map { $0["tid"]?.number } == [nil, 11, nil])
    #expect(processes[0]["command"]?.text == "a\"b")
    #expect(processes[0]["descriptors"]?.elements?.map(\.number) == [3, 7])
    #expect(processes[0]["user"] == nil, "nobody is called so")
    #expect(processes[2]["user"]?.text == "root")
  }

  @Test func reasonsAreTheStrongestKnown() throws {
    #expect(try record(0, .timeWait, in: index())["ownerUnknown"]?.text == "timeWait")
    #expect(try record(0, in: index())["ownerUnknown"]?.text == "notFound")
    #expect(try record(999, in: index())["ownerUnknown"]?.text == "notFound")
    #expect(try record(999, in: index(unreadable: 1))["ownerUnknown"]?.text == "noPermission")
    #expect(try record(200, in: index(unreadable: 1))["ownerUnknown"]?.text == "ended")
    #expect(try record(100, in: index())["ownerUnknown"] == nil)
  }

  @Test func aRecordHasAnEnd() throws {
    let record = try record(300, in: index(descriptors: 5000))
    let descriptors = record["processes"]?.elements?.first?["descriptors"]?.elements
    #expect(descriptors?.count == Limits.ownerDescriptors)
    #expect(record["moreDescriptors"]?.number == UInt64(5000 - Limits.ownerDescriptors))
  }
}
