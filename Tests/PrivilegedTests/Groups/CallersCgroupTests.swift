import Testing

@testable import Privileged
@testable import ProcFiles

/// Where `/proc/PID/cgroup` puts a process, as paths below what is mounted.
@Suite struct CallersCgroupTests {
  private func places(_ text: String, _ mounts: [CgroupMount]) -> [String] {
    CallersCgroup.places(inCgroup: Array(text.utf8), mounts).map {
      "\($0.mount.path)|\(String(decoding: $0.path, as: UTF8.self))"
    }
  }

  private let cpu = CgroupMount(path: "/cg/cpu", version: 1, controllers: ["cpu", "cpuacct"])
  private let two = CgroupMount(path: "/cg/unified", version: 2, controllers: [])
  private let named = CgroupMount(path: "/cg/systemd", version: 1, controllers: ["name=systemd"])

  @Test func groupsComeBeforeRoots() {
    let text = "12:pids:/x\n4:cpu,cpuacct:/\n1:name=systemd:/user.slice\n0::/a:b/c\n"
    #expect(
      places(text, [cpu, two, named]) == [
        "/cg/unified|a:b/c", "/cg/systemd|user.slice", "/cg/cpu|",
      ])
    #expect(places("4:cpu,cpuacct:/docker/1\n0::/y\n", [cpu, two]).first == "/cg/cpu|docker/1")
    #expect(places("0::/\n", [cpu, two]) == ["/cg/unified|"])
    for text in ["", "\n\n", "0::", "x", "1:cpuset:/a", "4:memory:/m\n"] {
      #expect(places(text, [cpu]) == [], "\(text)")
    }
  }

  /// A container is shown its own group as the root, and what is outside not at all.
  @Test func whatIsMountedMayBeAGroup() {
    var inner = two
    inner.root = "/docker/1"
    #expect(places("0::/docker/1/a\n", [inner]) == ["/cg/unified|a"])
    #expect(places("0::/docker/1\n", [inner]) == ["/cg/unified|"])
    #expect(places("0::/docker/12\n", [inner]) == [])
    #expect(places("0::/../other\n", [two]) == [])
    #expect(places("0::/..\n", [two]) == [])
    #expect(places("0::/..x\n", [two]) == ["/cg/unified|..x"])
  }
}
