internal import CLinux
internal import Glibc

/// Starts programs. See posix_spawn(3).
enum Spawn {
  /// Starts a program with no signal blocked: this process may block signals that it reads from a
  /// descriptor, and the program must not inherit that.
  /// - Parameters:
  ///   - path: the program's file.
  ///   - arguments: its arguments; the first one is its name.
  ///   - environment: its variables as `NAME=value`, where a NUL ends the value; nil for those of
  ///     this process.
  ///   - descriptor: a descriptor of this process that the program gets.
  ///   - number: the number under which it gets the descriptor.
  /// - Returns: the new process's id.
  static func start(
    _ path: String, _ arguments: [String], environment: [[UInt8]]? = nil, giving descriptor: Int32,
    as number: Int32
  ) throws(SystemCallError) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    _ = unsafe posix_spawn_file_actions_init(&actions)
    defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
    _ = unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, number)
    var attributes = posix_spawnattr_t()
    _ = unsafe posix_spawnattr_init(&attributes)
    defer { _ = unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    _ = unsafe sigemptyset(&none)
    _ = unsafe posix_spawnattr_setsigmask(&attributes, &none)
    _ = unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let words = unsafe copies(arguments.map { Array($0.utf8) })
    let variables = unsafe copies(environment ?? [])
    defer {
      unsafe release(words)
      unsafe release(variables)
    }
    var pid = pid_t()
    let code =
      environment == nil
      ? unsafe posix_spawn(&pid, path, &actions, &attributes, words, environ)
      : unsafe posix_spawn(&pid, path, &actions, &attributes, words, variables)
    guard code == 0 else { throw SystemCallError(Errno(code), "posix_spawn") }
    return pid
  }

  /// Copies of texts for C, with a null pointer behind them.
  private static func copies(_ texts: [[UInt8]]) -> [UnsafeMutablePointer<CChar>?] {
    let copies = unsafe texts.map { bytes in
      let text = bytes.map { CChar(bitPattern: $0) } + [0]
      return unsafe text.withUnsafeBufferPointer { text in
        unsafe text.baseAddress.flatMap { unsafe strdup($0) }
      }
    }
    return unsafe copies + [nil]
  }

  private static func release(_ texts: [UnsafeMutablePointer<CChar>?]) {
    for index in unsafe texts.indices { unsafe free(texts[index]) }
  }
}
