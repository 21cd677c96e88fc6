internal import Protocol
internal import Syscalls

/// A trigger of pressure stall information: the kernel tells once a window when tasks have waited
/// for longer than a threshold. See `accounting/psi.rst`.
final class PressureTrigger {
  /// What the kernel said of it since the last look.
  enum News {
    case nothing, stalled
    /// Its group was removed, or does not measure pressure any more.
    case ended
  }

  let resource: PressureResource
  private let kind: String
  private let stall: UInt64
  private let window: UInt64
  /// The group it is about; nil is the whole system.
  private let place: (path: [UInt8], mount: String)?
  private let file: FileDescriptor
  /// What the next `pump` will tell. The kernel tells of an event once, to whoever polls.
  var news = News.nothing

  /// Makes a trigger that is asked for by one element of the parameter `pressure`.
  init(_ wanted: Parameters, for call: MethodCall) throws(RPCError) {
    guard let resource = PressureResource(wanted.string("resource") ?? "") else {
      throw RPCError(.invalidParams, "parameter \"pressure\" names no resource")
    }
    self.resource = resource
    kind = wanted.string("kind") ?? "some"
    stall = wanted.uint64("stallMicroseconds") ?? 0
    window = wanted.uint64("windowMicroseconds") ?? 0
    guard PressureFile.windowMicroseconds.contains(window), stall > 0, stall <= window else {
      throw RPCError(
        .invalidParams, "a stall of \(stall) µs within \(window) µs cannot be watched for",
        hint: PressureFile.rules)
    }
    let text = "\(kind) \(stall) \(window)"
    guard let path = wanted.string("path") else {
      place = nil
      do throws(SystemCallError) {
        file = try PressureFile.openTrigger(resource, text)
      } catch {
        throw PressureFile.explain(error, resource, nil, text)
      }
      return
    }
    let group = try CgroupDirectory.openWithPressure(path, for: call)
    place = (group.path, group.mount.path)
    do throws(SystemCallError) {
      file = try PressureFile.openTrigger(resource, text, of: group)
    } catch {
      throw PressureFile.explain(error, resource, group.text, text)
    }
  }

  var interest: Poll.Interest { .event(file.number) }

  var number: Int32 { file.number }

  /// For people: what it is about.
  var text: String {
    let group = place.map { $0.mount + String(decoding: $0.path, as: UTF8.self) }
    return "\(kind) pressure on \(resource.name) of \(group ?? "the system")"
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
    json.member("kind", kind)
    json.member("stallMicroseconds", stall)
    json.member("windowMicroseconds", window)
    _ = PressureText.writeMembers(numbers, to: &json)
    json.endObject()
  }
}
