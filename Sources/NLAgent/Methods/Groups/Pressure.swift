internal import Privileged
internal import Protocol
internal import Syscalls

/// `pressure`: the time lost to waiting for processor, memory and I/O.
enum Pressure {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    var resources = GroupResources()
    if let path = call.parameters.string("path") {
      let group = try explained(try CgroupDirectory.openWithPressure(path, for: call.caller))
      response.json.beginObject()
      GroupRecord.writePressurePlace(group, to: &response.json)
      resources.writePressure(of: group, to: &response.json)
    } else {
      response.json.beginObject()
      resources.writeSystemPressure(to: &response.json)
    }
    resources.writeReasons(to: &response.json)
    response.json.endObject()
  }
}
