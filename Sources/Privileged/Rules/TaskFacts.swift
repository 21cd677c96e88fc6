internal import ProcFiles

/// What decides who may read the I/O of a task.
struct TaskFacts: Equatable, Sendable {
  let credentials: TaskCredentials
  /// The user that owns the task's file `io` in /proc: the task's effective user, or root of a user
  /// namespace if the task is not dumpable or has ended. See PR_SET_DUMPABLE in prctl(2).
  let fileOwner: UInt32
  /// The target of the task's link `ns/user`, which identifies its user namespace.
  let userNamespace: String

  /// Whether the kernel lets a process with these ids and without any capability read
  /// `/proc/PID/io` of the task: PTRACE_MODE_READ_FSCREDS in ptrace(2). All ids of the task must be
  /// those of the process, the task must be dumpable, and it must have no capability, for the
  /// process lacks it.
  ///
  /// It refuses the user 0, since that also owns the files of tasks that are not dumpable.
  /// - Parameter namespace: the user namespace of the process.
  func isReadable(byUser uid: UInt32, group gid: UInt32, in namespace: String) -> Bool {
    uid != 0 && userNamespace == namespace && fileOwner == uid
      && credentials.users.allSatisfy { $0 == uid }
      && credentials.groups.allSatisfy { $0 == gid }
      && credentials.permitted == 0
  }

  /// Whether the kernel lets a process that has CAP_SYS_PTRACE in a user namespace, and is its root,
  /// read the I/O of a task that it sees. The file of a task that only an outer namespace may read
  /// belongs to the root of that one.
  func isReadable(byRoot uid: UInt32, of namespace: String) -> Bool {
    userNamespace == namespace && fileOwner == uid
  }
}
