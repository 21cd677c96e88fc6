import Protocol
import Testing

@testable import Vocabulary

@Suite struct InetStateTests {
  @Test func everyNameOfTheContractHasBits() {
    for name in MethodContract.inetStates {
      let isOfAssociations = InetState.mask([name]) == 0
      #expect(!isOfAssociations || InetState.associations.contains(name), "\(name)")
    }
    for name in InetState.associations {
      #expect(MethodContract.inetStates.contains(name), "\(name)")
    }
    #expect(InetState.associations.count { InetState.mask([$0]) == 0 } == 6)
    #expect(InetState.mask(nil) == .max)
    #expect(InetState.mask([]) == 0)
    #expect(InetState.mask(["NOTHING"]) == 0)
  }

  /// The numbers of `net/tcp_states.h`.
  @Test(
    arguments: [
      ("ESTABLISHED", 1), ("SYN_SENT", 2), ("SYN_RECV", 3), ("FIN_WAIT1", 4), ("FIN_WAIT2", 5),
      ("TIME_WAIT", 6), ("CLOSE_WAIT", 8), ("LAST_ACK", 9), ("LISTEN", 10), ("CLOSING", 11),
    ] as [(String, UInt8)]) func theKernelsNumbers(_ name: String, _ number: UInt8)
  {
    #expect(InetState.mask([name]) & 1 << UInt32(number) != 0)
    for transport in InetTransport.allCases {
      #expect(InetState.name(number, transport) == name)
    }
  }

  @Test func statesThatHaveSeveralBits() {
    // TCP_NEW_SYN_RECV is 12: a connection that is being opened, too.
    #expect(InetState.mask(["SYN_RECV"]) == 1 << 3 | 1 << 12)
    #expect(InetState.name(12, .tcp) == "SYN_RECV")
    // TCP_BOUND_INACTIVE is 13, and is reported as TCP_CLOSE.
    #expect(InetState.mask(["BOUND_INACTIVE"]) == 1 << 13)
    #expect(InetState.name(7, .tcp) == "BOUND_INACTIVE")
    #expect(InetState.name(7, .udp) == "UNCONNECTED")
    let both = InetState.mask(["BOUND_INACTIVE"]) | InetState.mask(["UNCONNECTED"])
    #expect(InetState.mask(["CLOSE"]) & both == both)
    #expect(InetState.mask(["LISTEN", "ESTABLISHED"]) == 1 << 10 | 1 << 1)
  }

  @Test func aNumberThatIsNoStateIsNamedByItself() {
    for state in UInt8(14)...30 {
      #expect(InetState.name(state, .tcp) == "UNKNOWN_\(state)")
    }
    #expect(InetState.name(0, .tcp) == "UNKNOWN_0")
  }
}
