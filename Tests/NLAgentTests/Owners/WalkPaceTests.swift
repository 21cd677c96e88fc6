import Protocol
import Syscalls
import TestSupport
import Testing

@testable import NLAgent
@testable import Privileged

@Suite struct WalkPaceTests {
  @Test func restsAfterThreeHundredDescriptors() {
    var pace = WalkPace()
    #expect(pace.walked(300) == 0)
    #expect(pace.walked(0) == 0)
    #expect(pace.walked(1) == 50)
    #expect(pace.walked(300) == 0, "it counts anew")
    #expect(pace.walked(100_000) == 50, "never inside a process")
  }

  @Test func restsFitTheTimeAWalkMayTake() {
    var pace = WalkPace()
    #expect(pace.ended(took: 5000) == 5000)
    #expect(pace.rest == 100)
    #expect(pace.ended(took: 10_000) == 0)
    #expect(pace.rest == 100)
    #expect(pace.ended(took: 20_000) == 0)
    #expect(pace.rest == 50)
    #expect(pace.ended(took: 100_000) == 0)
    #expect(pace.rest == 50, "not shorter")
    #expect(pace.ended(took: 0) == 10_000)
    #expect(pace.rest == 500, "not longer")
    #expect(pace.ended(took: 1) == 9999)
    #expect(pace.rest == 500)
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
