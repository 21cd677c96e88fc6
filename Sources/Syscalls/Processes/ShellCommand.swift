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
    let pid = try Spawn.start(
      "/bin/sh", ["sh", "-c", command],
      environment: ShellCommand.inherited(without: prefix) + environment, giving: number, as: 0)
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
}
