internal import Limits
internal import Netlink
internal import Protocol
internal import Syscalls

extension ResponseWriter {
  /// Writes the records of dumps that are short on normal hosts. Up to `Limits.wholeDumpBytes` they
  /// are held back. If an attempt met a problem by then, its records are discarded and it is
  /// repeated, at most `Limits.dumpRetries` times. A longer list is streamed, and its problems
  /// become the list's problems.
  /// - Parameter attempt: writes all records and returns the reasons why they are incomplete.
  mutating func wholeDump(
    _ problems: inout [Problem],
    _ attempt: (inout ResponseWriter) throws(RPCError) -> [Problem]
  ) throws(RPCError) {
    let mark = json.mark
    let partsBefore = parts
    let recordsBefore = records
    let sentBefore = sent
    gatheredBytes = json.count + Limits.wholeDumpBytes
    defer { gatheredBytes = Limits.outputChunkBytes }
    var retriesLeft = Limits.dumpRetries
    while true {
      let met = try attempt(&self)
      guard !met.isEmpty, retriesLeft > 0, sent == sentBefore, !isClientGone() else {
        problems += met
        return
      }
      retriesLeft -= 1
      json.rewind(to: mark)
      parts = partsBefore
      records = recordsBefore
      KernelClock.sleep(milliseconds: Int.random(in: 1...Limits.dumpRetryMilliseconds))
    }
  }

  /// Writes one record of a list. If `write` throws, the unfinished record is discarded.
  /// - Returns: `.stop` if the client is gone.
  mutating func record(
    _ write: (inout JSONWriter) throws(NetlinkError) -> Void
  ) throws(NetlinkError) -> DumpStep {
    let mark = json.mark
    do throws(NetlinkError) {
      try write(&json)
    } catch {
      json.rewind(to: mark)
      throw error
    }
    return recordEnded() ? .next : .stop
  }
}
