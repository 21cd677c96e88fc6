/// `struct taskstats` of `linux/taskstats.h` as the kernel sent it, of a task or of a process. Its
/// fields are found by its version, never by its size, and are absent where the bytes end.
public struct TaskStats: ~Escapable {
  /// The oldest that is known here: of the kernels before 4.20.
  public static let oldestVersion: UInt16 = 8
  /// The newest that is known here. What later ones append is left unread.
  public static let newestVersion: UInt16 = 17

  /// TASKSTATS_TYPE_PID or TASKSTATS_TYPE_TGID: whose it is, in the pid namespace of the socket's
  /// opener.
  public let id: UInt32
  public let bytes: RawSpan
  public let version: UInt16

  /// - Throws: `.malformed` where not even the version is there.
  @_lifetime(copy bytes)
  public init(id: UInt32, _ bytes: RawSpan) throws(NetlinkError) {
    guard let version = bytes.load(UInt16.self, at: TaskStatsField.version.offset) else {
      throw .malformed("struct taskstats without its version", offset: 0)
    }
    self.id = id
    self.bytes = bytes
    self.version = version
  }

  /// By which it is read.
  public var layout: TaskStatsLayout {
    TaskStatsLayout.all[TaskStatsLayout.index(ofVersion: version)]
  }

  /// A field's number; nil where the version does not have it, or the bytes do not reach it.
  public subscript(field: TaskStatsField) -> UInt64? {
    guard let offset = field.offset(inVersion: version) else { return nil }
    return WireField.word(bytes, at: offset, field.width)
  }

  /// `ac_comm`: any bytes, without its NUL; nil where not all of it is there.
  public var command: RawSpan? {
    @_lifetime(copy self)
    get {
      let offset = version == 15 ? TaskStatsCommand.offsetIn15 : TaskStatsCommand.offset
      guard bytes.byteCount >= offset + TaskStatsCommand.size else { return nil }
      return bytes.extracting(offset..<offset + TaskStatsCommand.size).beforeNUL
    }
  }
}

/// A message TASKSTATS_CMD_NEW: the answer to a question, or the event of a task's end. The last
/// task of a process ends with both parts.
public struct TaskStatsMessage: ~Escapable {
  /// TASKSTATS_TYPE_AGGR_PID: of one task.
  public let task: TaskStats?
  /// TASKSTATS_TYPE_AGGR_TGID: of a process. It has delays, processor time and switches alone; all
  /// else in it is 0.
  public let process: TaskStats?

  /// Reads the message's payload, its `genlmsghdr` included.
  /// - Throws: `.malformed`, also when neither part is there.
  @_lifetime(copy payload)
  public init(_ payload: RawSpan) throws(NetlinkError) {
    guard GenericHeader(payload) != nil else {
      throw .malformed("genlmsghdr cut short", offset: 0)
    }
    // TASKSTATS_TYPE_NULL may stand between them for alignment; it is passed over.
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

/// Numbers of `linux/taskstats.h`. Those of requests (TASKSTATS_CMD_ATTR_) and of answers
/// (TASKSTATS_TYPE_) for pid and tgid are the same.
private enum TaskStatsNumber {
  static let get: UInt8 = 1  // TASKSTATS_CMD_GET
  static let pid: UInt16 = 1  // TASKSTATS_CMD_ATTR_PID, TASKSTATS_TYPE_PID
  static let tgid: UInt16 = 2  // TASKSTATS_CMD_ATTR_TGID, TASKSTATS_TYPE_TGID
  static let stats: UInt16 = 3  // TASKSTATS_TYPE_STATS
  static let ofTask: UInt16 = 4  // TASKSTATS_TYPE_AGGR_PID
  static let ofProcess: UInt16 = 5  // TASKSTATS_TYPE_AGGR_TGID
}

extension Request {
  /// Asks for the statistics of one task, a thread. Needs CAP_NET_ADMIN in the initial user
  /// namespace when it is sent; the kernel answers ESRCH where there is none.
  /// - Parameters:
  ///   - taskstats: the id of the TASKSTATS family.
  ///   - task: its number in the pid namespace of the asking process.
  public static func taskStats(taskstats: UInt16, task: UInt32) -> Request {
    statistics(taskstats, TaskStatsNumber.pid, task)
  }

  /// Asks for those of a process, its ended threads included; a thread's number is taken for its
  /// process's.
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
