internal import CLinux
internal import Glibc

/// A running command of /bin/sh, with given bytes as its standard input. See sh(1).
public struct ShellCommand: ~Copyable {
  /// How a command ended: its exit status, or the number of the signal that killed it.
  public enum Ending: Equatable, Sendable {
    case status(Int32)
    case signal(Int32)
  }

  private let pid: Int32
  private let process: ProcessFile

  /// Starts `/bin/sh -c command` with no signal blocked. The corresponding C functions are
  /// `memfd_create` and `posix_spawn`.
  /// - Parameters:
  ///   - input: the standard input. It is a file and no pipe, so that neither process has to wait
  ///     for the other if the command does not read it.
  ///   - environment: variables in addition to those of this process, as `NAME=value`. A NUL ends
  ///     the value.
  ///   - prefix: the command does not inherit variables of this process that begin with this
  ///     prefix.
  public init(
    _ command: String, input: RawSpan, environment: [[UInt8]], replacing prefix: String
  ) throws(SystemCallError) {
    let text = FileDescriptor(
      owning: try retrying("memfd_create") { unsafe clinux_memfd("nlctl") })
    try text.writeAll(input)
    let number = text.number
    _ = try retrying("lseek") { lseek(number, 0, SEEK_SET) }
    let pid = try ShellCommand.spawn(
      command, input: number, ShellCommand.inherited(without: prefix) + environment)
    process = try ProcessFile(pid)
    self.pid = pid
  }

  /// The descriptor's number, for `Poll`: it becomes readable when the command ends.
  public var number: Int32 { process.number }

  /// Waits for the end of the command. The corresponding C function is `waitpid`.
  public consuming func ending() -> Ending {
    var status: Int32 = 0
    let pid = pid
    _ = try? retrying("waitpid") { unsafe waitpid(pid, &status, 0) }
    let signal = status & 0x7f
    return signal == 0 ? .status(status >> 8 & 0xff) : .signal(signal)
  }

  private static func inherited(without prefix: String) -> [[UInt8]] {
    var variables: [[UInt8]] = []
    var place = unsafe environ
    while let variable = unsafe place.pointee {
      let text = unsafe Array(String(cString: variable).utf8)
      if !text.starts(with: prefix.utf8) { variables.append(text) }
      unsafe place += 1
    }
    return variables
  }

  private static func spawn(
    _ command: String, input: Int32, _ environment: [[UInt8]]
  ) throws(SystemCallError) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    _ = unsafe posix_spawn_file_actions_init(&actions)
    defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
    _ = unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
    // This process blocks signals that it reads from a descriptor; the command must not inherit
    // that.
    var attributes = posix_spawnattr_t()
    _ = unsafe posix_spawnattr_init(&attributes)
    defer { _ = unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    _ = unsafe sigemptyset(&none)
    _ = unsafe posix_spawnattr_setsigmask(&attributes, &none)
    _ = unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let words: [String] = ["sh", "-c", command]
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
    unsafe arguments.append(nil)
    var variables: [UnsafeMutablePointer<CChar>?] = unsafe environment.map { bytes in
      let text = bytes.map { CChar(bitPattern: $0) } + [0]
      return unsafe text.withUnsafeBufferPointer { text in
        unsafe text.baseAddress.flatMap { unsafe strdup($0) }
      }
    }
    unsafe variables.append(nil)
    defer {
      for index in unsafe arguments.indices { unsafe free(arguments[index]) }
      for index in unsafe variables.indices { unsafe free(variables[index]) }
    }
    var pid = pid_t()
    let code = unsafe posix_spawn(&pid, "/bin/sh", &actions, &attributes, arguments, variables)
    guard code == 0 else { throw SystemCallError(Errno(code), "posix_spawn") }
    return pid
  }
}
