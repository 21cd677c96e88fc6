internal import CLinux
internal import Glibc

/// Threads of the operating system. The corresponding C function is `pthread_create`.
public enum Thread {
  /// Runs `body` in a new detached thread.
  /// - Parameter stackBytes: the size of the stack. Its pages take memory only once they are used.
  /// - Throws: EAGAIN if the system cannot make another thread or its stack.
  public static func start(
    stackBytes: Int, _ body: @escaping @Sendable () -> Void
  ) throws(SystemCallError) {
    var attributes = pthread_attr_t()
    _ = unsafe pthread_attr_init(&attributes)
    defer { _ = unsafe pthread_attr_destroy(&attributes) }
    _ = unsafe pthread_attr_setstacksize(&attributes, stackBytes)
    _ = unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let boxed = unsafe Unmanaged.passRetained(ThreadBody(body))
    var thread = pthread_t()
    let code = unsafe pthread_create(&thread, &attributes, runThreadBody, boxed.toOpaque())
    guard code == 0 else {
      unsafe boxed.release()
      throw SystemCallError(Errno(code), "pthread_create")
    }
  }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) {
    self.run = run
  }
}

private func runThreadBody(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument = unsafe argument else { return nil }
  unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}
