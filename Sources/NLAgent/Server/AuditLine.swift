internal import Limits
internal import Privileged
internal import Protocol
internal import Syscalls

/// One line of the audit: what a client asked, and what became of it. It is one JSON object, whose
/// first member marks it. Clients choose some of its texts; the JSON writer escapes them, so they
/// can forge neither a line nor a member.
struct AuditLine {
  enum Event: String {
    /// A call of a method, or a line that is none.
    case call
    /// A connection that the agent refused.
    case connection
  }

  /// Members of the event `call` alone.
  struct Call {
    /// nil if the request has no name of a method that could be read.
    let method: String?
    let powers: [Power]
    let microseconds: Int64
    let rows: UInt64
    let bytes: Int
  }

  let event: Event
  let pid: Int32
  let uid: UInt32
  /// The path of the client's program; nil if it is not known.
  let executable: [UInt8]?
  /// The path of the client's control group; nil if it is not known.
  let group: [UInt8]?
  /// The agent's socket to which the client connected; nil if it has no name.
  let socket: String?
  /// `ok`, the error's name, or `unsent` if the client could not be sent the whole answer.
  let outcome: String
  let call: Call?

  func write(to json: inout JSONWriter) {
    var isCut = false
    json.beginObject()
    json.member("audit", event.rawValue)
    if let call { write("method", call.method.map { Array($0.utf8) }, &isCut, to: &json) }
    json.member("pid", Int(pid))
    json.member("uid", uid)
    write("executable", executable, &isCut, to: &json)
    write("cgroup", group, &isCut, to: &json)
    write("socket", socket.map { Array($0.utf8) }, &isCut, to: &json)
    if let call {
      json.key("powers")
      json.beginArray()
      for power in call.powers { json.string(power.rawValue) }
      json.endArray()
      json.member("microseconds", UInt64(clamping: call.microseconds))
      json.member("rows", call.rows)
      json.member("bytes", UInt64(clamping: call.bytes))
    }
    json.member("outcome", outcome)
    if isCut { json.member("cut", true) }
    json.endObject()
  }

  private func write(
    _ name: StaticString, _ text: [UInt8]?, _ isCut: inout Bool, to json: inout JSONWriter
  ) {
    guard let text else {
      json.memberNull(name)
      return
    }
    var kept = text.prefix(Limits.auditTextBytes)
    if kept.count < text.count {
      isCut = true
      // Not inside of a character, whose beginning alone would not be UTF-8.
      while let last = kept.last, last & 0x80 != 0 {
        kept.removeLast()
        if last & 0xc0 != 0x80 { break }
      }
    }
    json.member(name, bytes: Array(kept))
  }
}

extension AuditLine {
  /// A line about a client, whose program and control group are read now.
  init(
    _ event: Event, _ client: Caller, on socket: String?, outcome: String, call: Call? = nil
  ) {
    self.init(
      event: event, pid: client.pid, uid: client.uid, executable: client.executable,
      group: client.controlGroup, socket: socket, outcome: outcome, call: call)
  }
}

/// The audit of one call, from its beginning to its end.
struct CallAudit {
  /// What the call uses.
  let powers = UsedPowers()
  private let log: Log
  private let began = KernelClock.monotonicNanoseconds()
  private let records: UInt64
  private let bytes: Int

  /// - Returns: nil if there is no audit.
  init?(_ log: Log, _ response: borrowing ResponseWriter) {
    guard log.audit != .off else { return nil }
    self.log = log
    records = response.records
    bytes = response.written
  }

  /// Writes the line, if the audit includes the call.
  /// - Parameters:
  ///   - method: its name; nil if it could not be read.
  ///   - error: the error with which the call was answered; nil if it has a result.
  func end(
    _ method: String?, _ error: RPCError?, _ response: borrowing ResponseWriter,
    _ client: ClientSocket
  ) {
    let used = powers.all
    let kind: Audit.Kind =
      switch error?.code {
      case .permissionDenied, .limitExceeded: .refused
      default: used.isEmpty ? .other : .privileged
      }
    let outcome = error?.code.name ?? (response.failure == nil ? "ok" : "unsent")
    let rows = response.records - records
    let written = response.written - bytes
    log.audit(kind, by: client.caller.uid) { json in
      AuditLine(
        .call, client.caller, on: client.rights.socket, outcome: outcome,
        call: AuditLine.Call(
          method: method, powers: used,
          microseconds: (KernelClock.monotonicNanoseconds() - began) / 1000, rows: rows,
          bytes: written)
      ).write(to: &json)
    }
  }
}
