internal import Syscalls

/// The files that pressure is told in: of the whole system in /proc/pressure, of groups in their
/// directories. See `accounting/psi.rst`.
enum PressureFile {
  private static let system = "/proc/pressure"

  /// The system's text for a resource.
  static func read(_ resource: PressureResource) throws(Errno) -> [UInt8] {
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
}
