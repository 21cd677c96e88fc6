extension Request {
  /// Registers the sending socket for exit events: the kernel sends it a `TaskStatsMessage` for
  /// each task that ends on the given processors. Events are sent in the initial network namespace
  /// only. The sender needs CAP_NET_ADMIN in the initial user namespace. The kernel answers EINVAL
  /// outside of the initial pid namespace, and EINVAL or ERANGE for processors that it does not
  /// have.
  /// - Parameters:
  ///   - taskstats: the id of the TASKSTATS family.
  ///   - processors: a list as in `/sys/devices/system/cpu/possible`: `0-3,5`.
  public static func beginTaskExits(taskstats: UInt16, processors: String) -> Request {
    taskExits(taskstats, TaskExitNumber.register, processors, MessageFlag.ack)
  }

  /// Ends the registration. The kernel answers only if it refuses the request. If a socket is
  /// closed without this request, the kernel goes on sending events to the next socket that gets
  /// its port id, until no socket has it.
  public static func endTaskExits(taskstats: UInt16, processors: String) -> Request {
    taskExits(taskstats, TaskExitNumber.deregister, processors, 0)
  }

  private static func taskExits(
    _ family: UInt16, _ type: UInt16, _ processors: String, _ flags: UInt16
  ) -> Request {
    var request = Request(type: family, flags: flags)
    request.append(GenericHeader(command: TaskExitNumber.get, version: 1))
    request.appendAttribute(type, Array(processors.utf8) + [0])
    return request
  }
}

/// Numbers of `linux/taskstats.h`.
private enum TaskExitNumber {
  static let get: UInt8 = 1  // TASKSTATS_CMD_GET
  static let register: UInt16 = 3  // TASKSTATS_CMD_ATTR_REGISTER_CPUMASK
  static let deregister: UInt16 = 4  // TASKSTATS_CMD_ATTR_DEREGISTER_CPUMASK
}
