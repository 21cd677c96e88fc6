import Netlink
import Syscalls
import TestSupport
import Testing

@Suite("Generic netlink families")
struct FamilyTests {
  @Test func oneIsAskedForByName() {
    #expect(
      Request.genericFamily(named: Array("TASKSTATS".utf8)).bytes == [
        0x24, 0x00, 0x00, 0x00,  // nlmsg_len 36
        0x10, 0x00,  // nlmsg_type GENL_ID_CTRL
        0x05, 0x00,  // nlmsg_flags NLM_F_REQUEST | NLM_F_ACK
        0x00, 0x00, 0x00, 0x00,  // nlmsg_seq
        0x00, 0x00, 0x00, 0x00,  // nlmsg_pid
        0x03,  // cmd CTRL_CMD_GETFAMILY
        0x01,  // version
        0x00, 0x00,  // reserved
        0x0e, 0x00,  // nla_len 14
        0x02, 0x00,  // nla_type CTRL_ATTR_FAMILY_NAME
        0x54, 0x41, 0x53, 0x4b, 0x53, 0x54, 0x41, 0x54, 0x53, 0x00,  // "TASKSTATS"
        0x00, 0x00,  // padding
      ])
  }

  @Test func allAreDumped() {
    #expect(
      Request.genericFamilyDump().bytes == [
        0x14, 0x00, 0x00, 0x00,  // nlmsg_len 20
        0x10, 0x00,  // nlmsg_type GENL_ID_CTRL
        0x01, 0x03,  // nlmsg_flags NLM_F_REQUEST | NLM_F_DUMP
        0x00, 0x00, 0x00, 0x00,  // nlmsg_seq
        0x00, 0x00, 0x00, 0x00,  // nlmsg_pid
        0x03,  // cmd CTRL_CMD_GETFAMILY
        0x01,  // version
        0x00, 0x00,  // reserved
      ])
  }

  // An answer in the layout of the kernel, with one operation and one multicast group.
  static let answer: [UInt8] = [
    0x01,  // cmd CTRL_CMD_NEWFAMILY
    0x02,  // version
    0x00, 0x00,  // reserved
    0x0b, 0x00, 0x02, 0x00,  // CTRL_ATTR_FAMILY_NAME
    0x6e, 0x6c, 0x63, 0x74, 0x72, 0x6c, 0x00, 0x00,  // "nlctrl" and padding
    0x06, 0x00, 0x01, 0x00,  // CTRL_ATTR_FAMILY_ID
    0x10, 0x00, 0x00, 0x00,  // 16 and padding
    0x08, 0x00, 0x03, 0x00,  // CTRL_ATTR_VERSION
    0x02, 0x00, 0x00, 0x00,
    0x08, 0x00, 0x04, 0x00,  // CTRL_ATTR_HDRSIZE
    0x00, 0x00, 0x00, 0x00,
    0x08, 0x00, 0x05, 0x00,  // CTRL_ATTR_MAXATTR
    0x0a, 0x00, 0x00, 0x00,
    0x18, 0x00, 0x06, 0x00,  // CTRL_ATTR_OPS
    0x14, 0x00, 0x01, 0x00,  // the first operation
    0x08, 0x00, 0x01, 0x00,  // CTRL_ATTR_OP_ID
    0x03, 0x00, 0x00, 0x00,  // CTRL_CMD_GETFAMILY
    0x08, 0x00, 0x02, 0x00,  // CTRL_ATTR_OP_FLAGS
    0x0e, 0x00, 0x00, 0x00,  // GENL_CMD_CAP_DO | GENL_CMD_CAP_DUMP | GENL_CMD_CAP_HASPOL
    0x1c, 0x00, 0x07, 0x80,  // CTRL_ATTR_MCAST_GROUPS | NLA_F_NESTED
    0x18, 0x00, 0x01, 0x00,  // the first group
    0x08, 0x00, 0x02, 0x00,  // CTRL_ATTR_MCAST_GRP_ID
    0x10, 0x00, 0x00, 0x00,
    0x0b, 0x00, 0x01, 0x00,  // CTRL_ATTR_MCAST_GRP_NAME
    0x6e, 0x6f, 0x74, 0x69, 0x66, 0x79, 0x00, 0x00,  // "notify" and padding
  ]

  @Test func areReadByteForByte() throws {
    let family = try FamilyDescription(FamilyTests.answer.rawBytes)
    #expect(family.id == 16)
    #expect(family.name == Array("nlctrl".utf8))
    #expect(family.version == 2)
    #expect(family.headerSize == 0)
    #expect(family.maxAttribute == 10)
    #expect(family.operations.map(\.id) == [3])
    #expect(
      family.operations.map(\.flags) == [
        OperationFlag.canDo | OperationFlag.canDump | OperationFlag.hasPolicy
      ])
    #expect(family.multicastGroups.map(\.id) == [16])
    #expect(family.multicastGroups.map(\.name) == [Array("notify".utf8)])
  }

  @Test func needAnIDAndAName() {
    let header: [UInt8] = [1, 2, 0, 0]
    #expect(throws: NetlinkError.self) { try FamilyDescription(header.rawBytes) }
    #expect(throws: NetlinkError.self) {
      try FamilyDescription((header + attribute(1, [16, 0])).rawBytes)
    }
    #expect(throws: NetlinkError.malformed("genlmsghdr cut short", offset: 0)) {
      try FamilyDescription([1, 2, 0].rawBytes)
    }
  }

  @Test func mayHaveNothingElse() throws {
    let bytes = [1, 2, 0, 0] + attribute(1, [31, 0]) + attribute(2, [0x58])
    let family = try FamilyDescription(bytes.rawBytes)
    #expect(family.version == nil)
    #expect(family.operations.isEmpty && family.multicastGroups.isEmpty)
  }

  @Test func neverTrapWhenCutShort() {
    for kept in 0..<FamilyTests.answer.count {
      let cut = Array(FamilyTests.answer[0..<kept])
      _ = try? FamilyDescription(cut.rawBytes)
    }
  }
}
