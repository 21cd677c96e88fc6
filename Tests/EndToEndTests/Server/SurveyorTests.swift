import Foundation
import TestSupport
import Testing

/// Files of strangers block a surveyor at most, and never the agent.
@Suite(.needs(.root, .tools("python3", "strace", "unshare"), .kernel("FUSE_FS", file: "/dev/fuse")))
struct SurveyorTests {
  /// The socket has become a file that nobody can close when the surveyor takes hold of it. The
  /// delay makes that happen in about half of the calls.
  @Test func aFileThatCannotBeClosedBlocksNobody() throws {
    let trap = Repository.root.appendingPathComponent("Tests/EndToEndTests/Scripts/fuse_trap.py")
    let script = """
      python3 \(trap.path) &
      exec strace -f -qq -o /dev/null -e trace=pidfd_getfd \
        -e inject=pidfd_getfd:delay_enter=20000 "$@"
      """
    let agent = try TestAgent(
      wrapper: ["unshare", "-pf", "--kill-child", "--mount-proc", "sh", "-c", script, "sh"])
    let client = try agent.connect()
    var problems = ""
    try eventually("a surveyor is blocked: \(problems)") {
      let answer = try client.ask("listNamespaces")
      #expect(answer["namespaces"].array.contains { $0["isAgents"].bool == true })
      problems = "\(answer["problems"])"
      return problems.contains("an open file blocks whoever takes hold of it")
    }
    // What can be found without descriptors is still found and opened.
    #expect(try client.ask("listLinks", ["netns": "pid:1"])["complete"].bool == true)
  }
}
