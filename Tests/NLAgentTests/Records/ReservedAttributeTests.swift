import Netlink
import Privileged
import Syscalls
import TestSupport
import Testing
import Vocabulary

@testable import NLAgent
@testable import Protocol

extension VisibleAttributes {
  static let ofRoot = VisibleAttributes(to: .root)
  static let ofMember = VisibleAttributes(to: .member)
}

extension Caller {
  // This process's number: it is in the namespaces in which root is root.
  fileprivate static let root = Caller(PeerCredentials(pid: Process.id, uid: 0, gid: 0))
  fileprivate static let member = Caller(
    PeerCredentials(pid: Process.id, uid: 65534, gid: 65534))
}

/// Each row of the table, on messages that have all attributes of it.
@Suite("Attributes that the kernel reserves to CAP_NET_ADMIN")
struct ReservedAttributeTests {
  private let root = Caller.root
  private let member = Caller.member

  private func record(_ kind: ReservedAttribute.Record, _ caller: Caller) throws -> JSONNode {
    let visible = VisibleAttributes(to: caller)
    switch kind {
    case .socket:
      let subflow =
        attribute(1, le32(1)) + attribute(2, le32(2)) + attribute(3, le32(3))
        + attribute(4, le64(4)) + attribute(5, le32(5)) + attribute(6, le32(6))
        + attribute(7, le16(7)) + attribute(8, le32(0)) + attribute(9, [9]) + attribute(10, [10])
      let message =
        [UInt8](repeating: 0, count: InetDiagMessage.size) + attribute(15, le32(0xfeed))
        + attribute(18, [UInt8](repeating: 1, count: 100))
        + attribute(19, attribute(1, "mptcp") + attribute(3, subflow))
      var json = JSONWriter()
      var record = InetDetailsRecord(.tcp, .all, CgroupPaths(), visible)
      json.beginObject()
      try record.write(message.rawBytes, to: &json)
      json.endObject()
      return try MethodRun.parse(json)
    case .link:
      let data =
        attribute(1, [4]) + attribute(24, le16(1)) + attribute(25, le16(2))
        + attribute(26, [2, 0, 0, 0, 0, 1]) + attribute(27, [1])
      return try linkRecord(
        linkMessage(attribute(3, "x") + attribute(18, attribute(1, "bond") + attribute(2, data))),
        visible: visible)
    }
  }

  private func member(_ path: String, of record: JSONNode) -> JSONNode? {
    path.split(separator: ".").reduce(Optional(record)) { node, name in node?[String(name)] }
  }

  @Test(arguments: ReservedAttribute.allCases)
  func isSentToItsAudienceAlone(_ attribute: ReservedAttribute) throws {
    let rule = attribute.rule
    #expect(!rule.kernelNames.isEmpty && !rule.reason.isEmpty)
    let expected: [(Caller, Bool)] =
      switch rule.audience {
      case .clients: [(root, true), (member, true)]
      case .root: [(root, true), (member, false)]
      case .nobody: [(root, false), (member, false)]
      }
    for (caller, isVisible) in expected {
      #expect(VisibleAttributes(to: caller).contains(attribute) == isVisible)
      guard let kind = rule.record else { continue }
      let record = try record(kind, caller)
      for path in rule.members {
        #expect((member(path, of: record) != nil) == isVisible, "\(path), uid \(caller.uid)")
      }
    }
    // What nobody gets is in no record, and what somebody gets is in one.
    #expect((rule.record == nil) == (rule.audience == .nobody))
    #expect((rule.record == nil) == rule.members.isEmpty)
  }

  /// The rows leave everything else as it is.
  @Test func otherMembersAreTheSameForAll() throws {
    let subflow = try record(.socket, member)["ulp"]?["mptcp"]
    #expect(subflow?.names == ["token_rem", "token_loc", "flags", "id_rem", "id_loc"])
    #expect(
      try record(.link, member)["data"]?.names == ["mode", "tlbDynamicLoadBalancing"])
  }

  /// A kind of links that marks a field as reserved has a row, and the other way round.
  @Test func reservedFieldsOfLinksAreInTheTable() {
    let fields = (LinkKind.all + LinkKind.ports).flatMap(\.fields).filter(\.isReserved)
    let rows = ReservedAttribute.allCases.map(\.rule).filter { $0.record == .link }
    #expect(
      Set(fields.map { "data.\($0.name)" }) == Set(rows.flatMap(\.members)))
  }

  /// Contracts say what only root gets.
  @Test func contractsSayWhatOnlyRootGets() throws {
    func description(_ path: String, _ members: [Schema.Member]) -> String? {
      var members = members
      var found: Schema.Member?
      for name in path.split(separator: ".") {
        found = members.first { $0.name == name }
        if case .object(let inner)? = found?.schema { members = inner }
      }
      return found?.description
    }
    for rule in ReservedAttribute.allCases.map(\.rule) where rule.audience == .root {
      for path in rule.members {
        let text =
          rule.record == .link
          ? description(String(path.dropFirst(5)), MethodContract.bondMembers)
          : description(path, MethodContract.inetDetailsMembers)
        #expect(text?.contains("sent to root only") == true, "\(path): \(text ?? "no member")")
      }
    }
  }
}
