import Foundation
import Glibc
import TestSupport

/// A child process with its three streams on files or descriptors. Foundation's own Process is
/// not used: its children inherit a mask that blocks nearly all signals, SIGTERM among them.
final class ChildProcess {
  let pid: Int32
  /// What `waitpid` gave, once the child has ended.
  private var status: Int32?

  init(
    _ arguments: [String], environment: [String: String], input: FileHandle,
    output: FileHandle, errors: FileHandle
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, source) in [(Int32(0), input), (1, output), (2, errors)] {
      posix_spawn_file_actions_adddup2(&actions, source.fileDescriptor, target)
    }
    // Tests run side by side in one process: nobody else's files must reach the child.
    _ = addCloseFrom(&actions, 3)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let values = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var argv = arguments.map { strdup($0) } + [nil]
    var envp = values.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      for pointer in argv { free(pointer) }
      for pointer in envp { free(pointer) }
    }
    var pid = pid_t()
    let code = posix_spawnp(&pid, arguments[0], &actions, &attributes, &argv, &envp)
    guard code == 0 else { throw HarnessError("cannot start \(arguments): errno \(code)") }
    self.pid = pid
  }

  var isRunning: Bool {
    guard status == nil else { return false }
    var value: Int32 = 0
    guard waitpid(pid, &value, WNOHANG) != 0 else { return true }
    status = value
    return false
  }

  /// Waits for the end; kills what does not end in time.
  /// - Returns: the exit status, or 128 and the signal's number.
  @discardableResult
  func wait(seconds: Double) -> Int32 {
    let deadline = Date().addingTimeInterval(seconds)
    while isRunning {
      if Date() > deadline { kill(pid, SIGKILL) }
      usleep(1000)
    }
    guard let status else { return -1 }
    return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
  }
}

// In glibc since 2.34, and hidden from Swift behind _GNU_SOURCE.
@_silgen_name("posix_spawn_file_actions_addclosefrom_np")
private func addCloseFrom(
  _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ first: Int32
) -> Int32
