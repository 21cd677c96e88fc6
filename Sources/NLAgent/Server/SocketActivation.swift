internal import Syscalls

/// Listening sockets passed by systemd. See sd_listen_fds(3).
enum SocketActivation {
  private static let firstDescriptor: Int32 = 3

  /// Takes ownership of the sockets. The result is empty if none were passed to this process.
  /// - Parameter variable: the value of an environment variable; nil if it is not set.
  /// - Throws: `Unusable`.
  static func listeners(
    _ variable: (String) -> String? = { Process.environment($0) }
  ) throws -> [ListeningSocket] {
    let count = variable("LISTEN_FDS").flatMap { Int32($0) } ?? 0
    let process = variable("LISTEN_PID").flatMap { Int32($0) }
    guard count > 0, count < 64, process == Process.id else { return [] }
    let names = (variable("LISTEN_FDNAMES") ?? "").split(
      separator: ":", omittingEmptySubsequences: false)
    for name in ["LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"] { Process.removeEnvironment(name) }
    var sockets: [ListeningSocket] = []
    for position in 0..<Int(count) {
      let number = firstDescriptor + Int32(position)
      do {
        let descriptor = FileDescriptor(owning: number)
        try descriptor.closeOnExec()
        let name = position < names.count ? String(names[position]) : nil
        sockets.append(ListeningSocket(try UnixListener(owning: descriptor), name: name))
      } catch {
        throw Unusable(number: number, reason: error)
      }
    }
    return sockets
  }

  /// A descriptor that was passed but is not a listening Unix stream socket.
  struct Unusable: Error {
    let number: Int32
    let reason: SystemCallError
  }
}
