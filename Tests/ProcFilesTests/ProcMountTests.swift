import ProcFiles
import Testing

@Suite struct ProcMountTests {
  private func mount(_ lines: String...) -> ProcMount? {
    ProcMount(mountinfo: Array(lines.joined(separator: "\n").utf8))
  }

  private func line(_ options: String, at path: String = "/proc", type: String = "proc") -> String {
    "22 27 0:21 / \(path) rw,nosuid,nodev,noexec shared:12 - \(type) proc \(options)"
  }

  @Test(arguments: [
    ("rw", false), ("rw,gid=5", false), ("rw,hidepid=1", false), ("rw,hidepid=noaccess", false),
    ("rw,hidepid=2", true), ("rw,hidepid=invisible", true), ("rw,gid=5,hidepid=invisible", true),
    ("rw,hidepid=4", true), ("rw,hidepid=ptraceable", true), ("rw,hidepid=22", false),
  ])
  func theOptionDecides(_ options: String, _ hides: Bool) {
    #expect(mount(line(options))?.hidesProcesses == hides)
  }

  @Test(
    arguments: [
      ("rw,hidepid=2", 0), ("rw,gid=5,hidepid=invisible", 5), ("rw,gid=5,hidepid=ptraceable", nil),
    ] as [(String, UInt32?)])
  func aGroupSeesAll(_ options: String, _ group: UInt32?) {
    #expect(mount(line(options))?.seeingGroup == group)
  }

  @Test func theLastMountIsVisible() {
    #expect(mount(line("rw"), line("rw,hidepid=2"))?.hidesProcesses == true)
    #expect(mount(line("rw,hidepid=2"), line("rw"))?.hidesProcesses == false)
  }

  @Test func otherMountsDoNotCount() {
    #expect(mount() == nil)
    #expect(mount(line("rw,hidepid=2", at: "/proc2")) == nil)
    #expect(mount(line("rw,hidepid=2", type: "tmpfs")) == nil)
    #expect(mount("22 27 0:21 / /proc rw") == nil)
  }
}
