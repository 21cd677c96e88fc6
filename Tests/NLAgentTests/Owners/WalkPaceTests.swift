import Protocol
import Syscalls
import TestSupport
import Testing

@testable import NLAgent
@testable import Privileged

@Suite struct WalkPaceTests {
  @Test func restsAfterThreeHundredDescriptors() {
    var pace = WalkPace()
    #expect(pace.pauseAfterProcess(descriptors: 300) == 0)
    #expect(pace.pauseAfterProcess(descriptors: 0) == 0)
    #expect(pace.pauseAfterProcess(descriptors: 1) == 50)
    #expect(pace.pauseAfterProcess(descriptors: 300) == 0, "it counts anew")
    #expect(pace.pauseAfterProcess(descriptors: 100_000) == 50, "never inside a process")
  }

  @Test func restsFitTheTimeAWalkMayTake() {
    var pace = WalkPace()
    #expect(pace.pauseAfterWalk(took: 5000) == 5000)
    #expect(pace.pause == 100)
    #expect(pace.pauseAfterWalk(took: 10_000) == 0)
    #expect(pace.pause == 100)
    #expect(pace.pauseAfterWalk(took: 20_000) == 0)
    #expect(pace.pause == 50)
    #expect(pace.pauseAfterWalk(took: 100_000) == 0)
    #expect(pace.pause == 50, "not shorter")
    #expect(pace.pauseAfterWalk(took: 0) == 10_000)
    #expect(pace.pause == 500, "not longer")
    #expect(pace.pauseAfterWalk(took: 1) == 9999)
    #expect(pace.pause == 500)
  }

  /// What the keeper keeps is there at once for whoever takes it, and for nobody else.
  @Test func theKeeperKeeps() throws {
    let means = OwnerMeans(.proc)
    let owners = Owners { () throws(RPCError) -> OwnerIndex in OwnerIndexBuilder().finish(.bpf) }
    try OwnerKeeper(means: means, owners: owners, log: Log(level: .error)).start()
    try eventually("the keeper's index is kept") {
      try owners.index(maxAge: 60_000).verdict.source == .proc
    }
    #expect(try owners.index(maxAge: 0).verdict.source == .bpf)
  }
}
