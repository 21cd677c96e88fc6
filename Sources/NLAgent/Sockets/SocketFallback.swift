internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// A dump of sockets that was begun or refused.
enum BegunDump<Wire: Transport & ~Copyable>: ~Copyable {
  case none
  case begun(Conversation<Wire>)
  case refused(DumpFailure)

  /// - Throws: why it was refused.
  consuming func get() throws(DumpFailure) -> Conversation<Wire> {
    switch consume self {
    case .begun(let conversation): return conversation
    case .refused(let error): throw error
    case .none: throw DumpFailure(RPCError(.internalError, "no dump was begun"))
    }
  }

  /// Returns the dump and leaves `.none` behind.
  mutating func take() -> BegunDump {
    var begun = BegunDump.none
    swap(&self, &begun)
    return begun
  }
}

/// Reads sockets from /proc/net instead of sock_diag, in bounded memory.
enum SocketFallback {
  /// Hands over each line of a file of /proc/net.
  /// - Parameters:
  ///   - original: thrown if the file cannot be opened.
  ///   - each: returns false to stop.
  static func lines(
    of name: StaticString, from kernel: some NetlinkKernel, in namespace: TargetNamespace?,
    instead original: RPCError,
    _ each: (ArraySlice<UInt8>) throws(RPCError) -> Bool
  ) throws(RPCError) {
    let file: FileDescriptor
    do throws(PrivilegedError) {
      file = try kernel.openProcNet(name, in: namespace)
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

  /// Adds the problem that names the source of records and what they lack, once for each kind of
  /// socket and namespace.
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
