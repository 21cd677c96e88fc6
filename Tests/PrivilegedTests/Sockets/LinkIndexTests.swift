import Netlink
import Syscalls
import TestSupport
import Testing

@testable import Privileged

@Suite("The index of a link by its name")
struct LinkIndexTests {
  /// A kernel that knows links by the exact attribute of the request: type and name.
  private func kernel(
    _ links: [String: UInt8], refusing: Errno = .noSuchDevice, dump: [[UInt8]] = []
  ) -> ScriptedKernel {
    ScriptedKernel { request in
      let sequence = UInt32(request.bytes[8])
      // NLM_F_DUMP
      if request.bytes[7] == 3 {
        return dump.map { .datagram(message(16, $0, sequence: sequence)) } + [
          .datagram(message(3, le32(0), flags: 2, sequence: sequence))
        ]
      }
      // Behind nlmsghdr, ifinfomsg and IFLA_EXT_MASK.
      let name = String(decoding: request.bytes[44...].prefix { $0 != 0 }, as: UTF8.self)
      guard let index = links["\(request.bytes[42]) \(name)"] else {
        return [.datagram(error(-refusing.rawValue, sequence: sequence))]
      }
      return [
        .datagram(message(16, link(index, name), sequence: sequence)),
        .datagram(error(0, sequence: sequence)),
      ]
    }
  }

  private func link(_ index: UInt8, _ name: String, _ others: [String] = []) -> [UInt8] {
    let alternatives = others.flatMap { attribute(53, Array($0.utf8) + [0]) }
    return [0, 0, 1, 0, index, 0, 0, 0] + [UInt8](repeating: 0, count: 8)
      + attribute(3, Array(name.utf8) + [0]) + attribute(52, alternatives)
  }

  private func names(_ kernel: ScriptedKernel) -> [String] {
    kernel.requests.map { request in
      "\(request.bytes[42]) "
        + String(decoding: request.bytes[44...].prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  // IFLA_IFNAME is 3, IFLA_ALT_IFNAME is 53.
  @Test(
    arguments: [
      ("eth0", ["3 eth0"], 7), ("fifteen-bytes-x", ["3 fifteen-bytes-x"], 8),
      ("sixteen-bytes-xx", ["53 sixteen-bytes-xx"], 9), ("none", ["3 none"], nil),
      // A label, and a link whose own name looks like one.
      ("eth0:1", ["3 eth0:1", "3 eth0"], 7), ("x:1", ["3 x:1"], 4), (":1", ["3 :1"], nil),
      ("none:1", ["3 none:1", "3 none"], nil),
    ] as [(String, [String], UInt32?)])
  func isRequestedByRtnetlink(_ name: String, _ asked: [String], _ index: UInt32?) throws {
    let kernel = kernel([
      "3 eth0": 7, "3 fifteen-bytes-x": 8, "53 sixteen-bytes-xx": 9, "3 x:1": 4,
    ])
    #expect(try LinkIndex.find(name, in: nil, from: kernel) == index)
    #expect(names(kernel) == asked)
    // The counters are not needed: RTEXT_FILTER_MRP | RTEXT_FILTER_SKIP_STATS.
    #expect(kernel.requests.allSatisfy { $0.uint32(at: 20) == 0x18 })
  }

  @Test(arguments: ["", "a\0b", String(repeating: "x", count: 128)])
  func whatIsNoNameIsNotRequested(_ name: String) throws {
    let kernel = kernel([:])
    #expect(try LinkIndex.find(name, in: nil, from: kernel) == nil)
    #expect(kernel.requests.isEmpty)
  }

  @Test func aLinkWhoseAnswerIsTooLongIsSearchedInADump() throws {
    let links = [link(1, "lo"), link(2, "eth0", ["other", "uplink"]), link(3, "eth1")]
    let kernel = kernel([:], refusing: .messageTooLong, dump: links)
    #expect(try LinkIndex.find("uplink", in: nil, from: kernel) == 2)
    #expect(try LinkIndex.find("eth1", in: nil, from: kernel) == 3)
  }

  @Test func otherRefusalsAreErrors() {
    let kernel = kernel([:], refusing: .notPermitted)
    let error = #expect(throws: PrivilegedError.self) {
      try LinkIndex.find("eth0", in: nil, from: kernel)
    }
    #expect(error?.errno == .notPermitted)
  }
}
