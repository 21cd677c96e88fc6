internal import Limits
public import Syscalls

/// The files of pressure stall information: for the whole system in /proc/pressure, for control
/// groups in their directories. See `accounting/psi.rst` of the kernel's documentation.
public enum PressureFile {
  private static let system = "/proc/pressure"

  /// The system's text for a resource.
  /// - Throws: ENOENT if the kernel has no such file, EOPNOTSUPP if PSI is off.
  public static func read(_ resource: PressureResource) throws(SystemCallError) -> [UInt8] {
    try Files.read("\(system)/\(resource.name)", atMost: Limits.cgroupFileBytes)
  }

  /// Why the kernel has no file for a resource.
  public static func missingReason(_ resource: PressureResource) -> MissingPressure {
    if (try? Files.status(system)) == nil { return .notBuilt }
    return resource == .irq ? .noInterruptTime : .noResource
  }

  // MARK: Triggers

  /// Opens the system's file for a resource and sets a trigger in it. The trigger exists as long as
  /// the file is open.
  public static func openTrigger(
    _ resource: PressureResource, _ threshold: PressureThreshold
  ) throws(SystemCallError) -> FileDescriptor {
    try set(threshold, in: try Directory(system).fileToWrite(resource.name))
  }

  /// Opens a group's file for a resource and sets a trigger in it.
  public static func openTrigger(
    _ resource: PressureResource, _ threshold: PressureThreshold,
    of group: borrowing CgroupDirectory
  ) throws(SystemCallError) -> FileDescriptor {
    try set(threshold, in: try group.directory.fileToWrite(resource.groupFile))
  }

  private static func set(
    _ threshold: PressureThreshold, in file: consuming FileDescriptor
  ) throws(SystemCallError) -> FileDescriptor {
    // In /proc the kernel overwrites the last byte with NUL, whatever it is.
    try file.writeAll((Array(threshold.text.utf8) + [0]).rawBytes)
    return file
  }
}

/// Why a resource has no pressure file.
public enum MissingPressure: Sendable {
  /// CONFIG_PSI is not set, or the kernel was started without psi=1.
  case notBuilt
  /// CONFIG_IRQ_TIME_ACCOUNTING is not set.
  case noInterruptTime
  /// The kernel does not measure this resource.
  case noResource
}

/// When a trigger fires: when tasks have stalled for at least `stall` within `window`.
public struct PressureThreshold: Sendable {
  /// Which stalls count: of at least one task, or of all non-idle tasks at once.
  public enum Kind: String, Sendable { case some, full }

  /// Which stalls count.
  public let kind: Kind
  /// The threshold in microseconds.
  public let stall: UInt64
  /// The time window in microseconds.
  public let window: UInt64

  /// - Returns: nil for a window or threshold that every kernel rejects.
  public init?(_ kind: Kind, stall: UInt64, window: UInt64) {
    // WINDOW_MIN_US and WINDOW_MAX_US of kernel/sched/psi.c.
    guard (500_000...10_000_000).contains(window), stall > 0, stall <= window else { return nil }
    self.kind = kind
    self.stall = stall
    self.window = window
  }

  /// The text to write into a pressure file.
  public var text: String { "\(kind.rawValue) \(stall) \(window)" }
}
