internal import Protocol
internal import Syscalls

/// The files that pressure is told in: of the whole system in /proc/pressure, of groups in their
/// directories. See `accounting/psi.rst`.
enum PressureFile {
  private static let system = "/proc/pressure"

  /// The system's text for a resource.
  static func read(_ resource: PressureResource) throws(SystemCallError) -> [UInt8] {
    try Files.read("\(system)/\(resource.name)", atMost: Limits.cgroupFileBytes)
  }

  static let isOff = "the kernel does not measure pressure: it was started without psi=1"

  /// Why there is no file for a resource.
  static func whyMissing(_ resource: PressureResource) -> String {
    if (try? Files.status(system)) == nil {
      return "the kernel does not measure pressure (CONFIG_PSI, or started without psi=1)"
    }
    if resource == .irq {
      return "the kernel does not account for the time of interrupts (CONFIG_IRQ_TIME_ACCOUNTING)"
    }
    return "the kernel has no pressure of \(resource.name) here"
  }

  // MARK: Triggers

  /// WINDOW_MIN_US and WINDOW_MAX_US of kernel/sched/psi.c.
  static let windowMicroseconds: ClosedRange<UInt64> = 500_000...10_000_000

  /// What the kernel takes.
  static let rules = """
    windowMicroseconds is from 500000 to 10000000, and stallMicroseconds from 1 to that. Where the \
    agent lacks CAP_SYS_RESOURCE, as status shows, the window must be a multiple of 2000000. Of irq \
    there is full only.
    """

  /// Opens the system's file for a resource and sets its trigger, which lives as long as the file
  /// is open.
  static func openTrigger(
    _ resource: PressureResource, _ text: String
  ) throws(SystemCallError) -> FileDescriptor {
    try set(text, in: try Directory(system).fileToWrite(resource.name))
  }

  /// The same of a group.
  static func openTrigger(
    _ resource: PressureResource, _ text: String, of group: borrowing CgroupDirectory
  ) throws(SystemCallError) -> FileDescriptor {
    try set(text, in: try group.directory.fileToWrite(resource.groupFile))
  }

  private static func set(
    _ text: String, in file: consuming FileDescriptor
  ) throws(SystemCallError) -> FileDescriptor {
    // In /proc the kernel takes the last byte for the end, whatever it is.
    try file.writeAll((Array(text.utf8) + [0]).rawBytes)
    return file
  }

  /// What a trigger that could not be set means to a client.
  static func explain(
    _ error: SystemCallError, _ resource: PressureResource, _ group: String?, _ text: String
  ) -> RPCError {
    let what = "watch the pressure on \(resource.name) of \(group ?? "the system")"
    switch error.errno {
    case .invalidArgument:
      return RPCError(
        .invalidParams, "the kernel refuses the trigger \"\(text)\"", errno: error.name,
        hint: rules)
    case .noSuchFileOrDirectory:
      return RPCError(
        .notSupported, "cannot \(what): \(whyMissing(resource))", errno: error.name,
        hint: group.map { "\($0)/cgroup.pressure may be 0." })
    case .notSupported:
      return RPCError(.notSupported, "cannot \(what): \(isOff)", errno: error.name)
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
