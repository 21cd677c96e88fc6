import Protocol
import Testing

@testable import NLAgent

@Suite struct MethodTableTests {
  @Test func servesExactlyWhatTheContractsSay() {
    let served = MethodTable.all.map(\.contract.name)
    #expect(Set(served) == Set(MethodContract.all.map(\.name)))
    #expect(Set(served).count == served.count)
  }

  /// `discover` is `rpc.discover` on the wire, and stands where r does.
  @Test func isAlphabetical() {
    let served = MethodTable.all.map(\.contract.name)
    #expect(served == served.sorted())
  }

  @Test func everyContractIsDescribedInFull() {
    func check(_ members: [Schema.Member], _ place: String) {
      #expect(Set(members.map(\.name)).count == members.count, "\(place)")
      for member in members {
        #expect(member.description.count > 4, "\(place).\(member.name)")
        #expect(member.name.first?.isLowercase == true, "\(place).\(member.name)")
        if let inner = Self.members(of: member.schema) { check(inner, "\(place).\(member.name)") }
      }
    }
    for method in MethodTable.all.map(\.contract) {
      #expect(!method.summary.isEmpty && !method.summary.hasSuffix("."))
      #expect(method.description.hasSuffix("."))
      check(method.parameters, method.name)
      check(method.result, method.name)
    }
  }

  private static func members(of schema: Schema) -> [Schema.Member]? {
    switch schema {
    case .object(let members): members
    case .array(let inner), .map(let inner), .nullable(let inner): members(of: inner)
    default: nil
    }
  }

  @Test func anUnknownNameGetsTheNearest() {
    for (written, hint) in [
      ("statuss", #"Did you mean "status"?"#),
      ("wholly different", "rpc.discover lists all methods."),
    ] {
      let error = #expect(throws: RPCError.self) { try MethodTable.find(written) }
      #expect(error?.code == .methodNotFound)
      #expect(error?.hint == hint)
    }
    let long = String(repeating: "x", count: 4000)
    let error = #expect(throws: RPCError.self) { try MethodTable.find(long) }
    #expect((error?.message.utf8.count ?? .max) < 100)
  }
}
