import Testing

@testable import Privileged
@testable import ProcFiles

@Suite struct CgroupCandidateTests {
  private let mounts = [
    CgroupMount(path: "/cg/cpu", version: 1, controllers: ["cpu"]),
    CgroupMount(path: "/cg", version: 2, controllers: []),
    CgroupMount(path: "/cg/pids", version: 1, controllers: ["pids"]),
  ]

  private func candidates(_ wanted: String) -> [String] {
    CgroupDirectory.candidates(wanted, mounts).map { "\($0.mount.path)|\($0.path)" }
  }

  @Test func aPathBelowAMountCountsOnlyThere() {
    #expect(candidates("/cg/cpu/a") == ["/cg/cpu|a"])
    #expect(candidates("/cg/pids") == ["/cg/pids|"])
    #expect(candidates("/cg/a") == ["/cg|a"])
  }

  @Test func anyOtherPathIsLookedForInAll() {
    #expect(candidates("/a/b") == ["/cg/cpu|a/b", "/cg|a/b", "/cg/pids|a/b"])
    #expect(candidates("a") == ["/cg/cpu|a", "/cg|a", "/cg/pids|a"])
    #expect(candidates("/") == ["/cg/cpu|", "/cg|", "/cg/pids|"])
    #expect(candidates("/cgroup") == ["/cg/cpu|cgroup", "/cg|cgroup", "/cg/pids|cgroup"])
  }
}
