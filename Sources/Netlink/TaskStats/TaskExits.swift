extension Request {
  /// Has the kernel tell the socket that sends it of each task that ends on some processors: a
  /// `TaskStatsMessage` each, in the initial network namespace alone. Needs CAP_NET_ADMIN in the
  /// initial user namespace; the kernel answers EINVAL outside of the initial pid namespace, and
  /// EINVAL or ERANGE for processors that it does not have.
  /// - Parameters:
  ///   - taskstats: the id of the TASKSTATS family.
  ///   - processors: a list as in `/sys/devices/system/cpu/possible`: `0-3,5`.
  public static func beginTaskExits(taskstats: UInt16, processors: String) -> Request {
    taskExits(taskstats, TaskExitNumber.register, processors, MessageFlag.ack)
  }

  /// Ends that; acknowledged only when it is refused. Without it the kernel would go on telling
  /// whoever gets the socket's port next, until nobody has it.
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
