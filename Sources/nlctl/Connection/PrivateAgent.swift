internal import Syscalls

/// An agent that serves a single command and runs as the user of nlctl.
enum PrivateAgent {
  struct Started: ~Copyable {
    let stream: UnixStream
    /// The process id.
    let process: Int32
  }

  /// Starts `nlagent --client-fd 3` with one end of a socket pair as descriptor 3.
  static func start() throws(Failure) -> Started {
    var tried: [String] = []
    for path in candidates() {
      tried.append(path)
      do throws(SystemCallError) {
        let pair = try UnixStream.pair()
        let process = try Process.start(
          path, arguments: ["--client-fd", "3"], descriptor3: pair.second.number)
        return Started(stream: pair.keepingFirst(), process: process)
      } catch {
        if error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory { continue }
        throw Failure(.unreachable, "cannot start \(path): \(error.explanation)")
      }
    }
    throw Failure(
      .unreachable, "there is no nlagent to start",
      hint: "Searched for \(tried.joined(separator: ", ")). Put nlagent beside nlctl.")
  }

  /// The directory of nlctl comes first, so that a build in its own directory finds its own agent.
  private static func candidates() -> [String] {
    var directories = [
      "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/usr/libexec",
    ]
    if let own = try? Process.executablePath(), let slash = own.lastIndex(of: "/") {
      directories.insert(String(own[..<slash]), at: 0)
    }
    return directories.map { $0 + "/nlagent" }
  }
}
