internal import Privileged
internal import ProcFiles
internal import Protocol
internal import Syscalls

/// Writes what the kernel measures of a control group besides its tasks. A value that the group
/// lacks is null, because 0 would be a measurement; the member `unavailable` contains the reasons.
struct GroupResources {
  private var reasons: [(name: String, reason: String)] = []

  /// Records the reason why a member is null.
  mutating func markUnavailable(_ name: String, _ reason: String) {
    reasons.append((name, reason))
  }

  /// Writes the resources of a group.
  mutating func write(_ group: borrowing CgroupDirectory, to json: inout JSONWriter) {
    let isV1 = group.mount.version == 1
    writeMap("cpuStat", "cpu.stat", group, to: &json)
    if isV1 { writeNumber("cpuacctUsage", "cpuacct.usage", group, to: &json) }
    writeNumber("pidsCurrent", "pids.current", group, to: &json)
    writeNumber(
      "memoryCurrent", isV1 ? "memory.usage_in_bytes" : "memory.current", group, to: &json)
    json.key("pressure")
    if isV1 {
      json.null()
      markUnavailable(
        "pressure", "the kernel measures pressure only for cgroup v2 groups and the system")
    } else {
      json.beginObject()
      writePressure(of: group, prefix: "pressure.", to: &json)
      json.endObject()
    }
  }

  /// Writes the pressure of a group of version 2: one member for each resource.
  mutating func writePressure(
    of group: borrowing CgroupDirectory, prefix: String = "", to json: inout JSONWriter
  ) {
    writePressure(prefix, to: &json) { resource throws(SystemCallError) in
      try group.text(of: resource.groupFile)
    } whyMissing: { resource in
      GroupResources.whyNoPressure(resource, group)
    }
  }

  /// Writes the pressure of the whole system: one member for each resource.
  mutating func writeSystemPressure(to json: inout JSONWriter) {
    writePressure("", to: &json) { resource throws(SystemCallError) in
      try PressureFile.read(resource)
    } whyMissing: { resource in
      PressureFile.missingReason(resource).reason(resource)
    }
  }

  private mutating func writePressure(
    _ prefix: String, to json: inout JSONWriter,
    _ read: (PressureResource) throws(SystemCallError) -> [UInt8],
    whyMissing: (PressureResource) -> String
  ) {
    for resource in PressureResource.allCases {
      json.key(resource.name)
      do throws(SystemCallError) {
        if !PressureText.write(try read(resource), to: &json) {
          markUnavailable("\(prefix)\(resource.name)", "the kernel's file is empty")
        }
      } catch {
        json.null()
        switch error.errno {
        case .noSuchFileOrDirectory:
          markUnavailable("\(prefix)\(resource.name)", whyMissing(resource))
        case .notSupported:
          markUnavailable("\(prefix)\(resource.name)", MissingPressure.switchedOff)
        default: markUnavailable("\(prefix)\(resource.name)", "\(error)")
        }
      }
    }
  }

  /// Writes the member `unavailable`, if there are reasons.
  func writeReasons(to json: inout JSONWriter) {
    guard !reasons.isEmpty else { return }
    json.key("unavailable")
    json.beginObject()
    for (name, reason) in reasons {
      json.key(dynamic: name)
      json.string(reason)
    }
    json.endObject()
  }

  private static func whyNoPressure(
    _ resource: PressureResource, _ group: borrowing CgroupDirectory
  ) -> String {
    if let text = try? group.text(of: "cgroup.pressure"), text.first == UInt8(ascii: "0") {
      return "pressure is switched off in this group: its cgroup.pressure is 0"
    }
    return PressureFile.missingReason(resource).reason(resource)
  }

  private mutating func writeNumber(
    _ name: StaticString, _ file: StaticString, _ group: borrowing CgroupDirectory,
    to json: inout JSONWriter
  ) {
    json.key(name)
    guard let text = read(name, file, group) else { return json.null() }
    guard let number = GroupResources.number(text.prefix { $0 != UInt8(ascii: "\n") }) else {
      markUnavailable(name.description, "\(file) is not a number")
      return json.null()
    }
    json.integer(number)
  }

  /// Writes a file with lines of the form `name number`.
  private mutating func writeMap(
    _ name: StaticString, _ file: StaticString, _ group: borrowing CgroupDirectory,
    to json: inout JSONWriter
  ) {
    json.key(name)
    guard let text = read(name, file, group) else { return json.null() }
    json.beginObject()
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: UInt8(ascii: " "))
      guard fields.count == 2, let number = GroupResources.number(fields[1]) else { continue }
      json.key(dynamic: String(decoding: fields[0], as: UTF8.self))
      json.integer(number)
    }
    json.endObject()
  }

  private mutating func read(
    _ name: StaticString, _ file: StaticString, _ group: borrowing CgroupDirectory
  ) -> [UInt8]? {
    do throws(SystemCallError) {
      return try group.text(of: file)
    } catch {
      markUnavailable(
        name.description,
        error.errno == .noSuchFileOrDirectory ? GroupResources.whyMissing(file, group) : "\(error)")
      return nil
    }
  }

  private static func whyMissing(
    _ file: StaticString, _ group: borrowing CgroupDirectory
  ) -> String {
    if group.mount.version == 1 { return "this hierarchy has no \(file)" }
    return group.path.count == 1
      ? "the kernel has no \(file) for the root"
      : "there is no \(file): its controller is not enabled in this group"
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
    UInt64(String(decoding: digits, as: UTF8.self))
  }
}

extension MissingPressure {
  static let switchedOff = "the kernel does not measure pressure: it was started without psi=1"

  /// The reason as a clause, for people.
  func reason(_ resource: PressureResource) -> String {
    switch self {
    case .notBuilt:
      "the kernel does not measure pressure (CONFIG_PSI, or started without psi=1)"
    case .noInterruptTime:
      "the kernel does not account for the time of interrupts (CONFIG_IRQ_TIME_ACCOUNTING)"
    case .noResource: "the kernel does not measure pressure of \(resource.name) here"
    }
  }
}
