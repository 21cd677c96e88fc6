internal import CLinux
internal import Glibc

/// A command of /bin/sh that runs, with a text for its standard input. See sh(1).
public struct ShellCommand: ~Copyable {
  /// How a command ended.
  public enum Ending: Equatable, Sendable {
    case status(Int32)
    case signal(Int32)
  }

  private let pid: Int32
  private let process: ProcessFile

  /// Starts `/bin/sh -c command` with no signal blocked. The corresponding C functions are
  /// `memfd_create` and `posix_spawn`.
  /// - Parameters:
  ///   - input: all of it is there from the start, so that a command that does not read it waits
  ///     for nobody.
  ///   - environment: variables besides those of this process, as `NAME=value`; bytes from a NUL on
  ///     are lost. Variables of this process that begin with `prefix` are left out.
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

  /// Can be read when the command has ended, for `Poll`.
  public var number: Int32 { process.number }

  /// Waits for the end. The corresponding C function is `waitpid`.
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
    // Signals that this process reads from a descriptor must reach the command as usual.
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
