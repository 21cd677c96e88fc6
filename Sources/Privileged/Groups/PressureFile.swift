internal import Limits
public import Syscalls

/// The files of pressure stall information: of the whole system in /proc/pressure, of groups in
/// their directories. See `accounting/psi.rst`.
public enum PressureFile {
  private static let system = "/proc/pressure"

  /// The system's text for a resource.
  public static func read(_ resource: PressureResource) throws(SystemCallError) -> [UInt8] {
    try Files.read("\(system)/\(resource.name)", atMost: Limits.cgroupFileBytes)
  }

  /// Why the kernel has no file for a resource.
  public static func missingReason(_ resource: PressureResource) -> MissingPressure {
    if (try? Files.status(system)) == nil { return .notBuilt }
    return resource == .irq ? .noInterruptTime : .noResource
  }

  // MARK: Triggers

  /// Opens the system's file for a resource and sets its trigger, which lives as long as the file
  /// is open.
  public static func openTrigger(
    _ resource: PressureResource, _ threshold: PressureThreshold
  ) throws(SystemCallError) -> FileDescriptor {
    try set(threshold, in: try Directory(system).fileToWrite(resource.name))
  }

  /// The same of a group.
  public static func openTrigger(
    _ resource: PressureResource, _ threshold: PressureThreshold,
    of group: borrowing CgroupDirectory
  ) throws(SystemCallError) -> FileDescriptor {
    try set(threshold, in: try group.directory.fileToWrite(resource.groupFile))
  }

  private static func set(
    _ threshold: PressureThreshold, in file: consuming FileDescriptor
  ) throws(SystemCallError) -> FileDescriptor {
    // In /proc the kernel takes the last byte for the end, whatever it is.
    try file.writeAll((Array(threshold.text.utf8) + [0]).rawBytes)
    return file
  }
}

/// Why there is no pressure of a resource.
public enum MissingPressure: Sendable {
  /// CONFIG_PSI is not set, or the kernel was started without psi=1.
  case notBuilt
  /// CONFIG_IRQ_TIME_ACCOUNTING is not set.
  case noInterruptTime
  case noResource
}

/// When a trigger fires: tasks have waited for longer than `stall` within `window`.
public struct PressureThreshold: Sendable {
  public enum Kind: String, Sendable { case some, full }

  public let kind: Kind
  /// Microseconds.
  public let stall: UInt64
  /// Microseconds.
  public let window: UInt64

  /// - Returns: nil for a window or stall that no kernel accepts.
  public init?(_ kind: Kind, stall: UInt64, window: UInt64) {
    // WINDOW_MIN_US and WINDOW_MAX_US of kernel/sched/psi.c.
    guard (500_000...10_000_000).contains(window), stall > 0, stall <= window else { return nil }
    self.kind = kind
    self.stall = stall
    self.window = window
  }

  /// As the kernel reads it.
  public var text: String { "\(kind.rawValue) \(stall) \(window)" }
}
