internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// A dump of sockets that was asked for, or could not be.
enum BegunDump: ~Copyable {
  case none
  case begun(Conversation<ReadAheadTransport>)
  case refused(DumpFailure)

  /// - Throws: why it was refused.
  consuming func get() throws(DumpFailure) -> Conversation<ReadAheadTransport> {
    switch consume self {
    case .begun(let conversation): return conversation
    case .refused(let error): throw error
    case .none: throw DumpFailure(RPCError(.internalError, "no dump was begun"))
    }
  }

  /// Leaves `.none` behind.
  mutating func take() -> BegunDump {
    var taken = BegunDump.none
    swap(&self, &taken)
    return taken
  }
}

/// Reads sockets from /proc/net in the place of sock_diag, in bounded memory.
enum SocketFallback {
  /// Hands over each line of a file of /proc/net.
  /// - Parameters:
  ///   - original: thrown where the file is not there either.
  ///   - each: returns false to stop.
  static func lines(
    of name: StaticString, in namespace: TargetNamespace?, instead original: RPCError,
    _ each: (ArraySlice<UInt8>) throws(RPCError) -> Bool
  ) throws(RPCError) {
    let file: FileDescriptor
    do throws(PrivilegedError) {
      file = try KernelSockets.openProcNet(name, in: namespace)
    } catch {
      throw original
    }
    var splitter = LineSplitter()
    var buffer = [UInt8](repeating: 0, count: Limits.procBytes)
    while true {
      let count: Int
      do throws(SystemCallError) {
        count = try file.read(into: &buffer)
      } catch {
        throw RPCError(error, doing: "read /proc/net/\(name)")
      }
      if count == 0 { break }
      guard try splitter.feed(buffer[..<count], each) else { return }
    }
    _ = try splitter.finish(each)
  }

  /// Adds the problem that says where records come from and what they lack, once for each kind and
  /// namespace.
  static func addProblem(
    to problems: inout [Problem], instead original: RPCError, _ gaps: String
  ) {
    let problem = Problem(
      .procOnly, "\(original.message); /proc/net was read instead: \(gaps)",
      errno: original.errno, kernel: original.kernel)
    let isKnown = problems.contains {
      $0.isOfProc && $0.message == problem.message && $0.netns == nil
    }
    if !isKnown { problems.append(problem) }
  }
}
