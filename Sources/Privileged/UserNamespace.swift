internal import Syscalls

/// The user namespace of the agent. See user_namespaces(7).
public enum UserNamespace {
  /// Whether the agent is in the initial one.
  public static var isInitial: Bool {
    // PROC_USER_INIT_INO of linux/proc_ns.h, the same on every host since Linux 3.8.
    (try? Files.linkTarget("/proc/self/ns/user")) == "user:[\(0xeffff_ffd as UInt32)]"
  }
}
