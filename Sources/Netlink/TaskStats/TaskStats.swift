/// `struct taskstats` of `linux/taskstats.h` of a task or of a process, as received. Its version
/// decides where its fields lie, never its size. Fields beyond the end of the bytes are absent.
public struct TaskStats: ~Escapable {
  /// The oldest known version: that of kernels before 4.20.
  public static let oldestVersion: UInt16 = 8
  /// The newest known version. Fields that later versions append are not read.
  public static let newestVersion: UInt16 = 17

  /// TASKSTATS_TYPE_PID or TASKSTATS_TYPE_TGID: the id of the task or process, in the pid namespace
  /// of the process that opened the socket.
  public let id: UInt32
  public let bytes: RawSpan
  public let version: UInt16

  /// - Throws: `.malformed` if the bytes end before the version does.
  @_lifetime(copy bytes)
  public init(id: UInt32, _ bytes: RawSpan) throws(NetlinkError) {
    guard let version = bytes.load(UInt16.self, at: TaskStatsField.version.offset) else {
      throw .malformed("struct taskstats without its version", offset: 0)
    }
    self.id = id
    self.bytes = bytes
    self.version = version
  }

  /// The layout by which the struct is read.
  public var layout: TaskStatsLayout {
    TaskStatsLayout.all[TaskStatsLayout.index(ofVersion: version)]
  }

  /// A field's value; nil if the version does not have the field, or if the bytes end before it
  /// does.
  public subscript(field: TaskStatsField) -> UInt64? {
    guard let offset = field.offset(inVersion: version) else { return nil }
    return WireField.word(bytes, at: offset, field.width)
  }

  /// `ac_comm` without its NUL, any bytes; nil if the bytes end before it does.
  public var command: RawSpan? {
    @_lifetime(copy self)
    get {
      let offset = version == 15 ? TaskStatsCommand.offsetIn15 : TaskStatsCommand.offset
      guard bytes.byteCount >= offset + TaskStatsCommand.size else { return nil }
      return bytes.extracting(offset..<offset + TaskStatsCommand.size).beforeNUL
    }
  }
}

/// A message TASKSTATS_CMD_NEW: the answer to a request, or an exit event. The event of the last
/// task of a process contains both parts.
public struct TaskStatsMessage: ~Escapable {
  /// TASKSTATS_TYPE_AGGR_PID: the statistics of one task.
  public let task: TaskStats?
  /// TASKSTATS_TYPE_AGGR_TGID: the statistics of a process. Only delays, processor time and context
  /// switches are filled in; all other fields are 0.
  public let process: TaskStats?

  /// Reads the message's payload, which begins with `struct genlmsghdr`.
  /// - Throws: `.malformed`, also if both parts are missing.
  @_lifetime(copy payload)
  public init(_ payload: RawSpan) throws(NetlinkError) {
    guard GenericHeader(payload) != nil else {
      throw .malformed("genlmsghdr cut short", offset: 0)
    }
    // TASKSTATS_TYPE_NULL between the parts is padding.
    let attributes = try AttributeTable(payload, from: GenericHeader.size)
    let task = attributes[TaskStatsNumber.ofTask]
    let process = attributes[TaskStatsNumber.ofProcess]
    guard task != nil || process != nil else {
      throw .malformed("an answer without TASKSTATS_TYPE_AGGR_PID or _TGID", offset: 0)
    }
    self.task = try TaskStatsMessage.part(task, id: TaskStatsNumber.pid)
    self.process = try TaskStatsMessage.part(process, id: TaskStatsNumber.tgid)
  }

  @_lifetime(copy bytes)
  private static func part(_ bytes: RawSpan?, id type: UInt16) throws(NetlinkError) -> TaskStats? {
    guard let bytes else { return nil }
    let attributes = try AttributeTable(bytes)
    guard let id = attributes.integer(type, as: UInt32.self),
      let stats = attributes[TaskStatsNumber.stats]
    else { throw .malformed("a part without its id or its struct taskstats", offset: 0) }
    return try TaskStats(id: id, stats)
  }
}

/// Numbers of `linux/taskstats.h`. The numbers of pid and tgid are the same in requests
/// (TASKSTATS_CMD_ATTR_) and in answers (TASKSTATS_TYPE_).
private enum TaskStatsNumber {
  static let get: UInt8 = 1  // TASKSTATS_CMD_GET
  static let pid: UInt16 = 1  // TASKSTATS_CMD_ATTR_PID, TASKSTATS_TYPE_PID
  static let tgid: UInt16 = 2  // TASKSTATS_CMD_ATTR_TGID, TASKSTATS_TYPE_TGID
  static let stats: UInt16 = 3  // TASKSTATS_TYPE_STATS
  static let ofTask: UInt16 = 4  // TASKSTATS_TYPE_AGGR_PID
  static let ofProcess: UInt16 = 5  // TASKSTATS_TYPE_AGGR_TGID
}

extension Request {
  /// Requests the statistics of one task, a thread (TASKSTATS_CMD_GET). The sender needs
  /// CAP_NET_ADMIN in the initial user namespace. The kernel answers ESRCH if there is no such
  /// task.
  /// - Parameters:
  ///   - taskstats: the id of the TASKSTATS family.
  ///   - task: the task's id in the pid namespace of the sender.
  public static func taskStats(taskstats: UInt16, task: UInt32) -> Request {
    statistics(taskstats, TaskStatsNumber.pid, task)
  }

  /// Requests the statistics of a process, including those of its ended threads. If `process` is
  /// the id of a thread, the kernel answers for its process.
  public static func taskStats(taskstats: UInt16, process: UInt32) -> Request {
    statistics(taskstats, TaskStatsNumber.tgid, process)
  }

  private static func statistics(_ family: UInt16, _ type: UInt16, _ id: UInt32) -> Request {
    var request = Request(type: family, flags: MessageFlag.ack)
    request.append(GenericHeader(command: TaskStatsNumber.get, version: 1))
    request.appendAttribute(type, id)
    return request
  }
}
