// Any text is a filter, and sockets are random. The parsed filter becomes plans with programs for
// the kernel. The tests' own interpreter runs the programs, and the agent evaluates what they leave
// open. Together they must select the sockets that the expression means.
// with: Tests/SocketFilterTests/DiagInterpreter.swift Tests/SocketFilterTests/FilterRow.swift
// with: Tests/TestSupport/SeededRandom.swift
import Netlink
import Protocol
import Vocabulary

@testable import SocketFilter

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFilter(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  // The first byte seeds the sockets; the others are the expression.
  guard let seed = bytes.first else { return 0 }
  let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
  for subject in [FilterSubject.unix, .freed] { check(text, subject) }
  let tree: FilterTree
  do throws(FilterError) {
    tree = try FilterParser.parse(text, .inet, FewNames()).tree
  } catch {
    precondition(!error.message.isEmpty)
    precondition((1...text.unicodeScalars.count + 1).contains(error.column), "\(error)")
    return 0
  }
  let usesAutobound = tree.contains { $0 == .autobound }
  var random = SeededRandom(UInt64(seed))
  for kernel in FilterKernel.allCases where kernel != .none || !usesAutobound {
    var plans: [FilterPlan] = []
    for family in InetFamily.allCases {
      for transport in InetTransport.usual {
        plans += FilterPlan.plans(tree, family, transport, states: .max, kernel: kernel)
      }
    }
    for plan in plans {
      guard let program = plan.program else { continue }
      let refusal = DiagInterpreter.refusal(program.bytes)
      precondition(refusal == nil, "\(text): \(refusal ?? "")")
    }
    for _ in 0..<20 {
      let row = FilterRow.random(using: &random)
      precondition(row.rows(of: plans) == (row.matches(tree) ? 1 : 0), "\(text): \(row)")
    }
  }
  return 0
}

private func check(_ text: String, _ subject: FilterSubject) {
  do throws(FilterError) {
    let tree = try FilterParser.parse(text, subject, FewNames()).tree
    _ = FilterSteps(tree.normalized().deciding { _ in nil })
  } catch {
    precondition((1...text.unicodeScalars.count + 1).contains(error.column), "\(error)")
  }
}
