import Foundation

/// Runs `body` in a thread of its own with another effective user. The other threads keep theirs: in
/// the kernel each thread has its own credentials, and only Glibc's functions change those of all.
/// The caller must be root. See setresuid(2).
public func asUser<Value: Sendable>(
  _ uid: UInt32, _ body: @escaping @Sendable () throws -> Value
) throws -> Value {
  let outcome = Outcome<Value>()
  let done = DispatchSemaphore(value: 0)
  Thread {
    outcome.result = Result {
      try setThreadsEffectiveUser(uid)
      return try body()
    }
    done.signal()
  }.start()
  done.wait()
  guard let result = outcome.result else { throw HarnessError("the thread has no result") }
  return try result.get()
}

private final class Outcome<Value>: @unchecked Sendable {
  var result: Result<Value, any Error>?
}

/// Swift does not import syscall(2), because it is variadic.
private func setThreadsEffectiveUser(_ uid: UInt32) throws {
  #if arch(x86_64)
    let setresuid = 117
  #else
    let setresuid = 147
  #endif
  guard let symbol = dlsym(nil, "syscall") else { throw HarnessError("there is no syscall(2)") }
  typealias Syscall = @convention(c) (Int, Int, Int, Int) -> Int
  guard unsafeBitCast(symbol, to: Syscall.self)(setresuid, -1, Int(uid), -1) == 0 else {
    throw HarnessError("setresuid \(uid): errno \(errno)")
  }
}
