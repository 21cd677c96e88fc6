import Foundation
import Netlink
import Privileged
import SocketFilter
import TestSupport
import Testing
import Vocabulary

@testable import NLAgent

/// The kernel's own interpreter against the agent's evaluation of the same filters, on the same
/// sockets: the same rows come out however much the kernel is asked to decide.
@Suite(.needs(.root, .tools("ip", "python3")))
struct FilterKernelTests {
  private let zoo: FilterZoo

  init() throws {
    zoo = try FilterZoo()
  }

  @Test func itDoesNotMatterWhoDecides() throws {
    let seed = UInt64.random(in: .min ... .max)
    print("filter expressions of seed \(seed)")
    var random = SeededRandom(seed)
    let expressions = (0..<100).map { _ in
      TestExpression.random(3, zoo.predicates, using: &random).ours
    }
    let before = try rows([""], .all)[0]
    let byKernel = try rows(expressions, .all)
    let byBasics = try rows(expressions, .basic)
    let byAgent = try rows(expressions.map { $0.contains("autobound") ? "" : $0 }, .none)
    let stable = before.intersection(try rows([""], .all)[0])
    #expect(stable.count > 100)
    for (index, text) in expressions.enumerated() {
      let kernel = byKernel[index].intersection(stable)
      #expect(byBasics[index].intersection(stable) == kernel, "seed \(seed): \(text)")
      if !text.contains("autobound") {
        #expect(byAgent[index].intersection(stable) == kernel, "seed \(seed): \(text)")
      }
    }
  }

  /// The kernel takes the longest programs there can be.
  @Test func longProgramsAreTaken() throws {
    let long = Array(repeating: "src=::/1", count: 900).joined(separator: "|")
    let found = try rows([long, "src=::/1"], .all)
    #expect(found[0] == found[1] && !found[0].isEmpty)
  }

  /// The cookies of the rows that each filter leaves, asked in the zoo's namespace.
  private func rows(_ filters: [String], _ kernel: FilterKernel) throws -> [Set<UInt64>] {
    let path = "/run/netns/\(zoo.namespace.name)"
    return try onThread {
      let namespace = open(path, O_RDONLY | O_CLOEXEC)
      defer { close(namespace) }
      guard enter(namespace) == 0 else { throw HarnessError("setns: errno \(errno)") }
      return try filters.map { filter in
        let tree = try FilterParser.parse(filter, .inet, SystemNames()).tree
        var cookies: Set<UInt64> = []
        for family in InetFamily.allCases {
          for transport in InetTransport.usual {
            for plan in FilterPlan.plans(
              tree, family, transport, states: .max, kernel: kernel)
            {
              cookies.formUnion(try FilterKernelTests.rows(plan))
            }
          }
        }
        return cookies
      }
    }
  }

  private static func rows(_ plan: FilterPlan) throws -> Set<UInt64> {
    var cookies: Set<UInt64> = []
    var conversation = try KernelSockets.beginSocketDump(plan.request())
    _ = try conversation.collect { message throws(NetlinkError) in
      guard let socket = InetDiagMessage(message.payload) else { return .stop }
      if let residual = plan.residual,
        !residual.holds(socket, message.payload, plan.transport, FilterFacts())
      {
        return .next
      }
      cookies.insert(socket.cookie)
      return .next
    }
    return cookies
  }

  /// A thread of its own, since namespaces are a matter of threads; it ends with the work.
  private func onThread<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
  ) throws -> Result {
    let outcome = Outcome<Result>()
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      outcome.result = Swift.Result { try work() }
      done.signal()
    }
    thread.stackSize = 1 << 20
    thread.start()
    done.wait()
    guard let result = outcome.result else { throw HarnessError("no result") }
    return try result.get()
  }

  private final class Outcome<Value>: @unchecked Sendable {
    var result: Swift.Result<Value, any Error>?
  }
}

/// setns(2), which Glibc shows only with _GNU_SOURCE.
private func enter(_ namespace: Int32) -> Int32 {
  guard let symbol = dlsym(nil, "setns") else { return -1 }
  typealias Setns = @convention(c) (Int32, Int32) -> Int32
  return unsafeBitCast(symbol, to: Setns.self)(namespace, 0x4000_0000)  // CLONE_NEWNET
}
