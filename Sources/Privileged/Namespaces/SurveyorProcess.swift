internal import Limits
public import Syscalls

/// A surveyor: a process of its own that takes hold of other processes' files for the agent. Such a
/// file can block its holder for ever, so the agent gives a surveyor a time and kills it. A surveyor
/// serves one request and ends.
public enum SurveyorProcess {
  // A surveyor whose agent has been killed ends by itself.
  private static let seconds = UInt32(Limits.surveyorMilliseconds / 1000 + 1)

  /// Serves one request of the agent.
  public static func run(_ agent: borrowing PacketSocket) {
    var buffer = [UInt8](repeating: 0, count: SurveyMessage.size)
    guard let received = try? agent.receive(into: &buffer), received.count == buffer.count,
      let request = SurveyMessage(buffer.rawBytes)
    else { return }
    Process.end(afterSeconds: seconds)
    switch request.kind {
    case .survey: survey(from: request.pid, agent)
    case .openDescriptor, .openSocket: open(request, agent)
    default: break
    }
  }

  private static func survey(from first: Int32, _ agent: borrowing PacketSocket) {
    var walk = HeldNamespaces()
    do throws(SystemCallError) {
      try walk.run(from: first, except: Process.parentID) { message throws(SystemCallError) in
        Process.end(afterSeconds: seconds)
        try agent.send(message.bytes.rawBytes)
      }
      try agent.send(SurveyMessage(.end).bytes.rawBytes)
    } catch {
      try? agent.send(SurveyMessage(.failed, number: error.errno.rawValue).bytes.rawBytes)
    }
  }

  private static func open(_ request: SurveyMessage, _ agent: borrowing PacketSocket) {
    do throws(SystemCallError) {
      let file = try ProcessFile(request.pid).descriptor(request.number)
      let namespace =
        request.kind == .openSocket
        ? try NetworkNamespaceFile(ofSocket: file) : try NetworkNamespaceFile(owning: file)
      try agent.send(
        SurveyMessage(.opened, inode: namespace.inode).bytes.rawBytes, file: namespace.number)
    } catch {
      try? agent.send(SurveyMessage(.failed, number: error.errno.rawValue).bytes.rawBytes)
    }
  }
}
