internal import Limits
internal import Privileged
internal import ProcFiles
internal import Protocol
internal import Syscalls

/// A trigger of pressure stall information: the kernel reports once a window when tasks have
/// waited for longer than a threshold. See `accounting/psi.rst`.
final class PressureTrigger {
  /// What poll(2) has reported and the client has not been sent yet.
  enum Report {
    case none, stalled
    /// Its group was removed, or does not measure pressure any more.
    case ended
  }

  let resource: PressureResource
  private let threshold: PressureThreshold
  /// The group it is about; nil is the whole system.
  private let place: (path: [UInt8], mount: String)?
  private let file: FileDescriptor
  /// The kernel reports an event once, to the next poll(2).
  var report = Report.none

  /// Makes a trigger that is asked for by one element of the parameter `pressure`.
  init(_ wanted: Parameters, for caller: Caller) throws(RPCError) {
    guard let resource = PressureResource(wanted.string("resource") ?? "") else {
      throw RPCError(.invalidParams, "parameter \"pressure\" names no resource")
    }
    self.resource = resource
    let stall = wanted.uint64("stallMicroseconds") ?? 0
    let window = wanted.uint64("windowMicroseconds") ?? 0
    let kind = PressureThreshold.Kind(rawValue: wanted.string("kind") ?? "some") ?? .some
    guard let threshold = PressureThreshold(kind, stall: stall, window: window) else {
      throw RPCError(
        .invalidParams, "a stall of \(stall) µs within \(window) µs cannot be watched for",
        hint: PressureTrigger.rules)
    }
    self.threshold = threshold
    guard let path = wanted.string("path") else {
      place = nil
      do throws(SystemCallError) {
        file = try PressureFile.openTrigger(resource, threshold)
      } catch {
        throw PressureTrigger.explain(error, resource, nil, threshold)
      }
      return
    }
    let group = try explained(try CgroupDirectory.openWithPressure(path, for: caller))
    place = (group.path, group.mount.path)
    do throws(SystemCallError) {
      file = try PressureFile.openTrigger(resource, threshold, of: group)
    } catch {
      throw PressureTrigger.explain(error, resource, group.text, threshold)
    }
  }

  var interest: Poll.Interest { .event(file.number) }

  var number: Int32 { file.number }

  /// For people: what it is about.
  var text: String {
    let group = place.map { $0.mount + String(decoding: $0.path, as: UTF8.self) }
    return "\(threshold.kind) pressure on \(resource.name) of \(group ?? "the system")"
  }

  /// Writes the object of an event: the trigger, and the numbers of this moment.
  func write(to json: inout JSONWriter) throws(SystemCallError) {
    let numbers = try file.readFromStart(atMost: Limits.cgroupFileBytes)
    json.beginObject()
    if let place {
      json.member("path", bytes: place.path)
      json.member("mount", place.mount)
    }
    json.key("resource")
    json.token(resource.name)
    json.member("kind", threshold.kind.rawValue)
    json.member("stallMicroseconds", threshold.stall)
    json.member("windowMicroseconds", threshold.window)
    _ = PressureText.writeMembers(numbers, to: &json)
    json.endObject()
  }

  // MARK: Errors

  /// What the kernel accepts.
  private static let rules = """
    windowMicroseconds is from 500000 to 10000000, and stallMicroseconds from 1 to that. Where the \
    agent lacks CAP_SYS_RESOURCE, as status shows, the window must be a multiple of 2000000. The \
    resource irq has the kind full only.
    """

  /// What a trigger that could not be set means to a client.
  private static func explain(
    _ error: SystemCallError, _ resource: PressureResource, _ group: String?,
    _ threshold: PressureThreshold
  ) -> RPCError {
    let what = "watch the pressure on \(resource.name) of \(group ?? "the system")"
    switch error.errno {
    case .invalidArgument:
      return RPCError(
        .invalidParams, "the kernel refuses the trigger \"\(threshold.text)\"",
        errno: error.name, hint: rules)
    case .noSuchFileOrDirectory:
      let reason = PressureFile.missingReason(resource).reason(resource)
      return RPCError(
        .notSupported, "cannot \(what): \(reason)", errno: error.name,
        hint: group.map { "\($0)/cgroup.pressure may be 0." })
    case .notSupported:
      return RPCError(
        .notSupported, "cannot \(what): \(MissingPressure.switchedOff)", errno: error.name)
    case .readOnlyFileSystem:
      return RPCError(
        error, doing: what,
        hint: "The agent sees control groups read only: ProtectControlGroups=no in its unit.")
    case .permissionDenied:
      return RPCError(
        error, doing: what, hint: "A trigger is written into the file: the agent must own it.")
    default: return RPCError(error, doing: what)
    }
  }
}
