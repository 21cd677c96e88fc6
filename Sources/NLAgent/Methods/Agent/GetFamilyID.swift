internal import Privileged
internal import Protocol

/// `getFamilyID`: CTRL_CMD_GETFAMILY with a name.
enum GetFamilyID {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let name = call.parameters.string("name") ?? ""
    guard isFamilyName(name) else {
      throw RPCError(
        .invalidParams, "parameter \"name\" is not a valid name of a generic netlink family",
        hint: """
          A name has 1 to 15 characters of A-Z a-z 0-9 _ . - and, inside, space, for instance TASKSTATS.
          """)
    }
    FamilyRecord.write(try explained(try GenericFamilies.find(name)), to: &response.json)
  }

  // The kernel ignores what follows a NUL, and tries to load a module for any name.
  private static func isFamilyName(_ name: String) -> Bool {
    (1...15).contains(name.utf8.count) && name.first != " " && name.last != " "
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
          UInt8(ascii: "-"), UInt8(ascii: " "):
          true
        default: false
        }
      }
  }
}
