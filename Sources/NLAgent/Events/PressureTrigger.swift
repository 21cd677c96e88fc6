internal import Limits
internal import Privileged
internal import ProcFiles
internal import Protocol
internal import Syscalls

/// A trigger of pressure stall information: the kernel reports an event, at most one in each
/// window, when tasks have waited for longer than a threshold. See `accounting/psi.rst`.
final class PressureTrigger: EventSource {
  /// What poll(2) has reported and the client has not been sent yet.
  private enum Report {
    case none, stalled
    /// The group was removed or no longer measures pressure.
    case ended
  }

  private let resource: PressureResource
  private let threshold: PressureThreshold
  // The control group; nil for the whole system.
  private let place: (path: [UInt8], mount: String)?
  private let file: FileDescriptor
  // The kernel reports an event once, to the next poll(2).
  private var report = Report.none

  /// Makes the trigger that one element of the parameter `pressure` asks for.
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

  var interests: [Poll.Interest] { [.event(file.number)] }

  func accept(_ ready: [Poll.Ready]) {
    guard let found = ready.first(where: { $0.number == file.number }) else { return }
    report = found.hasFailed ? .ended : .stalled
  }

  func send(
    _ notifications: inout NotificationWriter, _ response: inout ResponseWriter,
    _ buffer: inout [UInt8]
  ) throws(Subscription.Ending) {
    let report = report
    self.report = .none
    switch report {
    case .none: return
    case .ended: throw ending
    case .stalled:
      var json = JSONWriter(capacity: 512)
      do throws(SystemCallError) {
        try write(to: &json)
      } catch {
        throw ending
      }
      notifications.event(.pressure, .changed, json, .other, &response)
    }
  }

  private var ending: Subscription.Ending {
    Subscription.Ending(
      reason: "groupGone",
      message: "there is no \(text) any more: the group was removed, or it is switched off")
  }

  /// What the trigger is about, for people.
  private var text: String {
    let group = place.map { $0.mount + String(decoding: $0.path, as: UTF8.self) }
    return "\(threshold.kind) pressure on \(resource.name) of \(group ?? "the system")"
  }

  /// Writes the object of an event: the trigger and the present numbers.
  private func write(to json: inout JSONWriter) throws(SystemCallError) {
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

  /// Which triggers the kernel accepts.
  private static let rules = """
    windowMicroseconds is from 500000 to 10000000, and stallMicroseconds from 1 to \
    windowMicroseconds. If the agent lacks CAP_SYS_RESOURCE, which status shows, \
    windowMicroseconds must be a multiple of 2000000. The resource irq has only the kind full.
    """

  /// The error for the client when the kernel refused a trigger.
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
        hint: "The agent sees control groups read-only: set ProtectControlGroups=no in its unit.")
    case .permissionDenied:
      return RPCError(
        error, doing: what, hint: "The agent writes the trigger into the file, so it must own it.")
    default: return RPCError(error, doing: what)
    }
  }
}
