internal import Syscalls

/// Reports the agent's state to systemd, if systemd asks for it; see sd_notify(3).
struct ServiceManager {
  private let address: String?
  /// How often the agent must report that it lives, in milliseconds; nil for never.
  let watchdogMilliseconds: Int32?

  /// - Parameter variable: the value of an environment variable; nil if it is not set.
  init(_ variable: (String) -> String? = { Process.environment($0) }) {
    address = variable("NOTIFY_SOCKET").flatMap {
      $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil
    }
    let process = variable("WATCHDOG_PID").map { Int32($0) == Process.id } ?? true
    // Twice as often as needed, as sd_watchdog_enabled(3) advises.
    watchdogMilliseconds =
      process && address != nil
      ? variable("WATCHDOG_USEC").flatMap { UInt64($0) }.map { Int32(clamping: $0 / 2000) } : nil
    for name in ["NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC"] {
      Process.removeEnvironment(name)
    }
  }

  /// The agent serves.
  func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }

  /// The agent reads its configuration again, until `ready`.
  func reloading() {
    send("RELOADING=1\nMONOTONIC_USEC=\(KernelClock.monotonicNanoseconds() / 1000)")
  }

  /// The agent ends.
  func stopping() { send("STOPPING=1") }

  /// The agent lives.
  func isAlive() { if watchdogMilliseconds != nil { send("WATCHDOG=1") } }

  private func send(_ text: String) {
    guard let address, let socket = try? UnixDatagram() else { return }
    try? socket.send(Array(text.utf8), to: address)
  }
}
