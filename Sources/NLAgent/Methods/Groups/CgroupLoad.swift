internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// `cgroupLoad`: counts the tasks of one group.
enum CgroupLoad {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let group = try explained(
      try CgroupDirectory.open(call.parameters.string("path") ?? "", for: call.caller))
    let isRecursive = call.parameters.bool("recursive") ?? false
    var problems: [Problem] = []
    let counts = try count(group, isRecursive: isRecursive, call.memory, &problems, &response)
    var resources = GroupResources()
    response.json.beginObject()
    GroupRecord.writePlace(group, to: &response.json)
    response.json.member("groups", counts.groups)
    GroupRecord.write(counts, to: &response.json)
    if call.parameters.bool("smoothed") == true {
      resources.writeSmoothed(
        group, isRecursive: isRecursive, counts.proc, call, to: &response.json)
    }
    resources.write(group, to: &response.json)
    resources.writeReasons(to: &response.json)
    response.json.member("complete", problems.isEmpty)
    if !problems.isEmpty { response.write(problems) }
    response.json.endObject()
  }

  private static func count(
    _ group: borrowing CgroupDirectory, isRecursive: Bool, _ memory: MemoryShare,
    _ problems: inout [Problem], _ response: inout ResponseWriter
  ) throws(RPCError) -> GroupCounts {
    var counter = GroupCounter()
    var counts = GroupCounts()
    var isWhole: Bool
    do throws(SystemCallError) {
      isWhole = try counter.add(group, to: &counts)
    } catch {
      throw RPCError(error, listingTasksOf: group)
    }
    if isRecursive, isWhole {
      var walk = CgroupWalk { memory.add($0) }
      walk.run(below: group) { group, _ throws(SystemCallError) in
        isWhole = try counter.add(group, to: &counts)
        return isWhole && !response.isClientGone()
      }
      problems += Problem.all(of: walk)
    }
    if !isWhole { problems.append(.tooManyTasks) }
    return counts
  }
}

extension RPCError {
  /// The error for a group that was opened but whose tasks could not be listed.
  init(_ error: SystemCallError, listingTasksOf group: borrowing CgroupDirectory) {
    // Removed while it was open.
    if error.errno == .noSuchDevice || error.errno == .noSuchFileOrDirectory {
      self.init(
        .notFound, "the control group \(group.text) was just removed", errno: error.name)
    } else {
      self.init(error, doing: "list the tasks of \(group.text)")
    }
  }
}

extension GroupResources {
  /// Writes the member `smoothed` of a group whose tasks were just counted.
  mutating func writeSmoothed(
    _ group: borrowing CgroupDirectory, isRecursive: Bool, _ counts: TaskCounts, _ call: MethodCall,
    to json: inout JSONWriter
  ) {
    json.key("smoothed")
    do throws(RPCError) {
      let load = try call.agent.loads.load(
        of: group, isRecursive: isRecursive, now: counts, for: UserAccount(call.caller))
      GroupRecord.write(load, at: KernelClock.monotonicNanoseconds(), to: &json)
    } catch {
      json.null()
      markUnavailable("smoothed", error.message)
    }
  }
}
