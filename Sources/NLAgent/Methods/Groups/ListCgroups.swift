internal import Privileged
internal import Protocol
internal import Syscalls

/// `listCgroups`: a group and the groups below it, each with all its members.
enum ListCgroups {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let top = try explained(
      try CgroupDirectory.open(call.parameters.string("path") ?? "/", for: call.caller))
    let depth = call.parameters.uint64("depth")
    try response.list("groups") { response, problems throws(RPCError) in
      var counter = GroupCounter()
      var isWhole = true
      do throws(SystemCallError) {
        isWhole = try write(top, 0, &counter, call, &response)
      } catch {
        throw RPCError(error, listingTasksOf: top)
      }
      guard isWhole, response.failure == nil else {
        if !isWhole { problems.append(.tooManyTasks) }
        return
      }
      let memory = call.memory
      var walk = CgroupWalk { memory.add($0) }
      walk.run(below: top, depth: depth) { group, level throws(SystemCallError) in
        isWhole = try write(group, level, &counter, call, &response)
        return isWhole && !response.isClientGone()
      }
      problems += Problem.all(of: walk)
      if !isWhole { problems.append(.tooManyTasks) }
    }
  }

  /// - Returns: false, without writing a record, if there are more tasks than may be read.
  private static func write(
    _ group: borrowing CgroupDirectory, _ level: Int, _ counter: inout GroupCounter,
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(SystemCallError) -> Bool {
    var counts = GroupCounts()
    guard try counter.add(group, to: &counts) else { return false }
    var resources = GroupResources()
    response.json.beginObject()
    GroupRecord.writePlace(group, to: &response.json)
    response.json.member("depth", level)
    GroupRecord.write(counts, to: &response.json)
    if call.parameters.bool("smoothed") == true {
      resources.writeSmoothed(group, isRecursive: false, counts.proc, call, to: &response.json)
    }
    resources.write(group, to: &response.json)
    resources.writeReasons(to: &response.json)
    response.json.endObject()
    _ = response.recordEnded()
    return true
  }
}
