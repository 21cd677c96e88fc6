import Foundation
import Limits
import Protocol
import Syscalls
import Testing

@testable import NLAgent
@testable import Privileged
@testable import ProcFiles

/// A directory that looks like a control group, for what no kernel at hand has.
private final class FakeGroup {
  let path: String

  init() throws {
    path = "/tmp/nlt-\(getpid())-\(UInt32.random(in: .min ... .max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func write(_ text: String, to file: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(file)"))
  }

  func make(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: "\(path)/\(name)", withIntermediateDirectories: true)
  }

  func open(version: Int = 2, _ name: String = "") throws -> CgroupDirectory {
    CgroupDirectory(
      mount: CgroupMount(path: "/fake", version: version, controllers: []), path: Array("/x".utf8),
      directory: try Directory("\(path)/\(name)"))
  }
}

@Suite struct GroupResourcesTests {
  private func written(_ group: FakeGroup, version: Int = 2) throws -> JSONNode {
    var json = JSONWriter()
    var resources = GroupResources()
    json.beginObject()
    resources.write(try group.open(version: version), to: &json)
    resources.writeReasons(to: &json)
    json.endObject()
    return try MethodRun.parse(json)
  }

  @Test func numbersOfAllControllers() throws {
    let group = try FakeGroup()
    try group.write("9223372036854771712\n", to: "memory.current")
    try group.write("17\n", to: "pids.current")
    try group.write("usage_usec 5\nnr_periods 0\nodd\nlate x\nthrottled_usec 7\n", to: "cpu.stat")
    let line = "avg10=1.00 avg60=2.00 avg300=3.00 total=4"
    for name in ["cpu", "memory", "io"] {
      try group.write("some \(line)\nfull \(line)\n", to: "\(name).pressure")
    }
    try group.write("full \(line)\n", to: "irq.pressure")
    let node = try written(group)
    #expect(node["memoryCurrent"]?.number == 9_223_372_036_854_771_712)
    #expect(node["pidsCurrent"]?.number == 17)
    #expect(node["cpuStat"]?.names == ["usage_usec", "nr_periods", "throttled_usec"])
    #expect(node["pressure"]?["irq"]?.names == ["full"])
    #expect(node["pressure"]?["io"]?["some"]?["total"]?.number == 4)
    #expect(node["unavailable"] == nil)
  }

  /// What is there and says nothing is null with a reason, too.
  @Test func whatIsNoNumberIsNull() throws {
    let group = try FakeGroup()
    for text in ["", "max\n", "-1\n", "1 2\n"] {
      try group.write(text, to: "memory.current")
      try group.write(text, to: "cpu.pressure")
      let node = try written(group)
      #expect(node["memoryCurrent"]?.isNull == true)
      #expect(node["unavailable"]?["memoryCurrent"]?.text == "memory.current is not a number")
      #expect(node["pressure"]?["cpu"]?.isNull == true)
      #expect(node["unavailable"]?["pressure.cpu"]?.text == "the kernel's file is empty")
      #expect(node["unavailable"]?["pidsCurrent"]?.text?.contains("not enabled") == true)
    }
    try group.write(String(repeating: "9", count: 20_000), to: "memory.current")
    #expect(try written(group)["unavailable"]?["memoryCurrent"]?.text?.contains("EMSGSIZE") == true)
  }

  @Test func version1HasFilesOfItsOwn() throws {
    let group = try FakeGroup()
    try group.write("4096\n", to: "memory.usage_in_bytes")
    try group.write("1\n", to: "memory.current")
    try group.write("77\n", to: "cpuacct.usage")
    let node = try written(group, version: 1)
    #expect(node["memoryCurrent"]?.number == 4096)
    #expect(node["cpuacctUsage"]?.number == 77)
    #expect(node["pressure"]?.isNull == true)
    #expect(node["unavailable"]?["pidsCurrent"]?.text == "this hierarchy has no pids.current")
  }
}

@Suite struct CgroupWalkTests {
  @Test func boundsAreKept() throws {
    let top = try FakeGroup()
    for number in 0..<5 { try top.make("\(number)/below") }
    for (limit, groups, problems) in [(10, 10, 0), (9, 9, 1), (1, 1, 1)] {
      var walk = CgroupWalk(limit: limit)
      var count = 0
      walk.run(below: try top.open()) { _, _ in
        count += 1
        return true
      }
      #expect(count == groups)
      #expect(Problem.all(of: walk).count == problems)
      #expect(Problem.all(of: walk).allSatisfy { $0.name == "limitExceeded" })
    }
  }

  /// Groups on the last level are visited, and those below it left out.
  @Test(arguments: [0, 1]) func depthHasABound(_ more: Int) throws {
    let top = try FakeGroup()
    try top.make([String](repeating: "d", count: Limits.cgroupDepth + more).joined(separator: "/"))
    var walk = CgroupWalk()
    var deepest = 0
    walk.run(below: try top.open()) { _, depth in
      deepest = depth
      return true
    }
    #expect(deepest == Limits.cgroupDepth)
    #expect(walk.isTooDeep == (more > 0))
    #expect(Problem.all(of: walk).count == more)
  }

  /// A group that is removed between its listing and its turn is gone, and no failure.
  @Test func whatIsRemovedMeanwhileIsGone() throws {
    let top = try FakeGroup()
    for name in ["a", "b", "c"] { try top.make(name) }
    var walk = CgroupWalk()
    var met = 0
    walk.run(below: try top.open()) { _, _ in
      met += 1
      try? FileManager.default.removeItem(atPath: "\(top.path)/b")
      return true
    }
    #expect(met == 2)
    #expect(walk.gone == 1 && walk.unreadable == 0)
    #expect(Problem.all(of: walk).map(\.name) == ["notFound"])
  }

  @Test func parentsComeBeforeTheirs() throws {
    let top = try FakeGroup()
    for name in ["b/c", "a", "b/a", "ab"] { try top.make(name) }
    var walk = CgroupWalk()
    var met: [String] = []
    walk.run(below: try top.open()) { group, depth in
      met.append("\(depth) \(String(decoding: group.path, as: UTF8.self))")
      return true
    }
    #expect(met == ["1 /x/a", "1 /x/ab", "1 /x/b", "2 /x/b/a", "2 /x/b/c"])
    #expect(Problem.all(of: walk).isEmpty)
  }

  /// A group that fails is counted, and the walk goes on.
  @Test func failuresAreCounted() throws {
    let top = try FakeGroup()
    for name in ["a", "b", "c", "d"] { try top.make(name) }
    var walk = CgroupWalk()
    var number = 0
    walk.run(below: try top.open()) { _, _ throws(SystemCallError) in
      number += 1
      if number == 1 { throw SystemCallError(.noSuchDevice, "read") }
      if number < 4 { throw SystemCallError(.permissionDenied, "open") }
      return true
    }
    #expect(number == 4)
    #expect(Problem.all(of: walk).map(\.name) == ["notFound", "permissionDenied"])
    #expect(Problem.all(of: walk).last?.message.contains("2, the first one /fake/x/b") == true)
  }
}

@Suite struct TaskListTests {
  /// A list longer than may be looked at.
  @Test func boundsAreKept() throws {
    let group = try FakeGroup()
    // This process, one that cannot be, and one that cannot be seen.
    try group.write("\(getpid())\n4194305\n0\n", to: "cgroup.threads")
    for (limit, isWhole, listed) in [(3, true, 3), (2, false, 2), (0, false, 0)] {
      var counts = TaskCounts()
      let file = try group.open().tasks()
      #expect(try counts.add(listedIn: file, atMost: UInt64(limit)) == isWhole)
      #expect(counts.listed == UInt64(listed))
    }
    var counts = TaskCounts()
    _ = try counts.add(listedIn: try group.open().tasks())
    #expect(counts.tasks == 1 && counts.exited == 1 && counts.unseen == 1)
  }
}

@Suite struct LoadWatchTests {
  /// Users have their own limit, and all together another.
  @Test func boundsAreKept() throws {
    let top = try FakeGroup()
    for number in 0..<6 { try top.make("\(number)") }
    let watch = LoadWatch(limit: 4, limitOfOneUser: 3, keptForRoot: 0)
    func isTaken(_ number: Int, _ uid: UInt32) throws -> Bool {
      do throws(RPCError) {
        let load = try watch.load(
          of: try open(top, number), isRecursive: false, now: TaskCounts(), for: user(uid))
        #expect(load.samples == 1)
        return true
      } catch {
        #expect(error.code == .limitExceeded)
        return false
      }
    }
    for number in 0..<3 { #expect(try isTaken(number, 7)) }
    #expect(try !isTaken(3, 7))
    #expect(try isTaken(3, 8))
    #expect(try !isTaken(4, 8))
    // Who is in already goes on, whoever asks.
    #expect(try isTaken(0, 8))
    // The same group with those below is another one.
    #expect(throws: RPCError.self) {
      try watch.load(of: try open(top, 0), isRecursive: true, now: TaskCounts(), for: user(8))
    }
  }

  @Test func someGroupsAreKeptForRoot() throws {
    let top = try FakeGroup()
    for number in 0..<5 { try top.make("\(number)") }
    let watch = LoadWatch(limit: 4, limitOfOneUser: 2, keptForRoot: 1)
    func isTaken(_ number: Int, _ user: UserAccount) throws -> Bool {
      do throws(RPCError) {
        _ = try watch.load(
          of: try open(top, number), isRecursive: false, now: TaskCounts(), for: user)
        return true
      } catch {
        #expect(error.code == .limitExceeded)
        return false
      }
    }
    #expect(try isTaken(0, user(7)))
    #expect(try isTaken(1, user(7)))
    // Root of a container has the same user id.
    #expect(try isTaken(2, user(0)))
    #expect(try !isTaken(3, user(0)))
    #expect(try isTaken(3, UserAccount(uid: 0, isRoot: true)))
    #expect(try !isTaken(4, UserAccount(uid: 0, isRoot: true)))
  }

  private func user(_ uid: UInt32) -> UserAccount { UserAccount(uid: uid, isRoot: false) }

  /// A group that is asked for again is kept from then on.
  @Test func whatIsAskedForIsKept() throws {
    let top = try FakeGroup()
    for number in 0..<2 { try top.make("\(number)") }
    let kept: Int64 = 400
    var isDone = false
    // On a busy machine the questions may come too late, or the sampler first.
    for _ in 0..<50 where !isDone {
      let watch = LoadWatch(limit: 1, keptForRoot: 0, keptMilliseconds: kept)
      func isRefused(_ number: Int) throws -> Bool {
        do throws(RPCError) {
          _ = try watch.load(
            of: try open(top, number), isRecursive: false, now: TaskCounts(), for: user(7))
          return false
        } catch {
          return true
        }
      }
      let start = KernelClock.monotonicMilliseconds()
      _ = try isRefused(0)
      KernelClock.sleep(milliseconds: Int(kept / 2))
      let again = KernelClock.monotonicMilliseconds()
      _ = try isRefused(0)
      if KernelClock.monotonicMilliseconds() - start >= kept { continue }
      KernelClock.sleep(milliseconds: Int(kept / 2) + 50)
      let isKept = try isRefused(1)
      if KernelClock.monotonicMilliseconds() - again >= kept { continue }
      #expect(isKept)
      isDone = true
    }
    #expect(isDone)
  }

  private func open(_ top: FakeGroup, _ number: Int) throws(RPCError) -> CgroupDirectory {
    do {
      return try top.open("\(number)")
    } catch {
      throw RPCError(.kernelError, "\(error)")
    }
  }
}
