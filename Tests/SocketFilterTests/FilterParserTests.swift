import Netlink
import Protocol
import Testing
import Vocabulary

@testable import SocketFilter

@Suite struct FilterParserTests {
  private func parse(
    _ text: String, _ subject: FilterSubject = .inet
  ) throws -> FilterTree {
    try FilterParser.parse(text, subject, FewNames()).tree
  }

  private static let sport443 = FilterTree.test(.port(.source, .equal, 443))
  private static let dport80 = FilterTree.test(.port(.destination, .equal, 80))
  private static let established = FilterTree.test(.states(1 << 1))
  private static func v4(_ address: UInt32, _ prefix: UInt8 = 32) -> HostCondition {
    HostCondition(
      family: .v4, address: InetAddress(high: UInt64(address) << 32, low: 0), prefix: prefix)
  }
  private static func v6(_ high: UInt64, _ low: UInt64, _ prefix: UInt8 = 128) -> HostCondition {
    HostCondition(family: .v6, address: InetAddress(high: high, low: low), prefix: prefix)
  }

  static let good: [(String, FilterTree)] = [
    ("", .constant(true)), (" \t", .constant(true)),
    ("sport = :443", sport443), ("sport=443", sport443), ("sport :443", sport443),
    ("sport eq https", sport443), ("sport == :https", sport443), ("sport 0x1bb", sport443),
    ("SPORT = 443", sport443), ("dport = www", dport80),
    ("sport != 443", .not(sport443)), ("sport ne 443", .not(sport443)),
    ("sport neq :443", .not(sport443)),
    ("sport < 443", .not(.test(.port(.source, .atLeast, 443)))),
    ("sport gt 443", .not(.test(.port(.source, .atMost, 443)))),
    ("sport<=443", .test(.port(.source, .atMost, 443))),
    ("sport leq 443", .test(.port(.source, .atMost, 443))),
    ("dport >= :443", .test(.port(.destination, .atLeast, 443))),
    ("sport = *", .constant(true)), ("sport != :*", .constant(false)),
    ("dport = inet6:80", .all([.test(.family(.v6)), dport80])),
    // Operators: or below and below not, and an "and" where none stands.
    ("sport = 443 dport = 80", .all([sport443, dport80])),
    ("sport = 443 and dport = 80", .all([sport443, dport80])),
    ("sport = 443&dport = 80", .all([sport443, dport80])),
    ("sport = 443 && dport = 80", .all([sport443, dport80])),
    ("sport = 443|dport=80||sport=443", .any([sport443, dport80, sport443])),
    (
      "sport = 443 or dport = 80 and sport = 443", .any([sport443, .all([dport80, sport443])])
    ),
    ("(sport = 443 or dport = 80) dport = 80", .all([.any([sport443, dport80]), dport80])),
    ("not sport = 443 dport = 80", .all([.not(sport443), dport80])),
    ("!(sport=443)", .not(sport443)), ("! not sport = 443", .not(.not(sport443))),
    // States.
    ("state established", established), ("state ESTAB sport = 443", .all([established, sport443])),
    ("sport = 443 and state established", .all([sport443, established])),
    ("state established state listening", .test(.states(1 << 1 | 1 << 10))),
    ("state established and state listening", .all([established, .test(.states(1 << 10))])),
    ("state connected exclude established", .test(.states(0x3b7c & ~(1 << 13)))),
    ("exclude established", .test(.states(0x8000_3f7c))),
    ("not state established state listening", .all([.not(established), .test(.states(1 << 10))])),
    ("state bound-inactive", .test(.states(1 << 13))),
    ("state unconnected", .test(.states(1 << 31))),
    ("state closed", .test(.states(1 << 31 | 1 << 13 | 1 << 7))),
    ("state all", .test(.states(0x8000_3f7e))), ("state bucket", .test(.states(0x1048))),
    // Hosts.
    ("src 127.0.0.1", .test(.host(.source, v4(0x7f00_0001)))),
    ("dst != 10.1.2.3", .not(.test(.host(.destination, v4(0x0a01_0203))))),
    ("src 10/8", .test(.host(.source, v4(0x0a00_0000, 8)))),
    ("src 192.168.0.0/16", .test(.host(.source, v4(0xc0a8_0000, 16)))),
    ("src 0.0.0.0/0", .test(.host(.source, v4(0, 0)))),
    (
      "src 127.0.0.1:443", .all([.test(.host(.source, v4(0x7f00_0001))), sport443])
    ),
    (
      "src 10.0.0.0/8:https", .all([.test(.host(.source, v4(0x0a00_0000, 8))), sport443])
    ),
    ("src :443", sport443), ("src *:443", sport443), ("src *", .constant(true)),
    ("src any", .constant(true)), ("src *:*", .constant(true)),
    ("src 127.0.0.1:*", .test(.host(.source, v4(0x7f00_0001)))),
    ("src ::1", .test(.host(.source, v6(0, 1)))), ("src [::1]", .test(.host(.source, v6(0, 1)))),
    ("src [::1]:443", .all([.test(.host(.source, v6(0, 1))), sport443])),
    ("src 2001:db8::/32", .test(.host(.source, v6(0x2001_0db8_0000_0000, 0, 32)))),
    (
      "src [2001:db8::]/32:443",
      .all([.test(.host(.source, v6(0x2001_0db8_0000_0000, 0, 32))), sport443])
    ),
    ("src [2001:db8::/32]", .test(.host(.source, v6(0x2001_0db8_0000_0000, 0, 32)))),
    ("src ::ffff:10.1.2.3", .test(.host(.source, v6(0, 0xffff_0a01_0203)))),
    ("src ::", .test(.host(.source, v6(0, 0)))),
    ("src 1:2:3:4:5:6:7:8", .test(.host(.source, v6(0x1_0002_0003_0004, 0x5_0006_0007_0008)))),
    ("src inet:*", .test(.family(.v4))),
    (
      "src inet6:[::1]", .all([.test(.family(.v6)), .test(.host(.source, v6(0, 1)))])
    ),
    ("src inet:443", .test(.family(.v4))),
    // The others.
    ("dev = lo", .test(.device(1))), ("dev 7", .test(.device(7))),
    ("dev != eth0", .not(.test(.device(2)))),
    ("fwmark = 0x1/0xff", .test(.mark(1, mask: 255))),
    ("fwmark 16", .test(.mark(16, mask: .max))), ("cgroup = /a", .test(.cgroup(1))),
    ("autobound", .test(.autobound)), ("!autobound", .not(.test(.autobound))),
    ("uid = 4294967295", .test(.uid(.max))), ("user = one", .test(.uid(1))),
    ("user 12", .test(.uid(12))), ("inode = 0", .test(.inode(0))),
    ("cookie = 0x1f", .test(.cookie(31))), ("cookie ffffffffffffffff", .test(.cookie(.max))),
    ("pid = 7", .test(.owner(.pid(7)))),
    ("process = 'a b)*'", .test(.owner(.name(Glob("a b)*"))))),
    (#"process = a\)b"#, .test(.owner(.name(Glob(#"a\)b"#))))),
    ("netns = 4026531840", .test(.netns(4_026_531_840))),
  ]

  @Test(arguments: good.indices) func isRead(_ index: Int) throws {
    var (text, tree) = FilterParserTests.good[index]
    if text == "src inet:443" {
      // Without a colon that is no port but an address, and none.
      #expect(throws: FilterError.self) { try parse(text) }
      return
    }
    if text == "state connected exclude established" { tree = .test(.states(0x1b7c)) }
    #expect(try parse(text) == tree, "\(text)")
  }

  static let bad: [(text: String, column: Int, says: String)] = [
    ("sport", 6, "needs a port"), ("sport = ", 9, "needs a port"),
    ("sport = )", 9, "needs a port"), ("sport = 65536", 9, "is not a port"),
    ("sport = 0443", 9, "is not a port"), ("sport = -1", 9, "neither a port nor a service"),
    ("sport = :htps", 9, "neither"), ("sport = double", 9, "several"),
    ("sport < *", 9, "cannot be compared"), ("sprt = 443", 1, "no predicate \"sprt\""),
    (":443", 1, "no predicate"), ("= 443", 1, "where a predicate"),
    ("sport = 443 and", 16, "ends where"), ("sport = 443 or or", 16, "no predicate \"or\""),
    ("( sport = 443", 1, "not closed"), ("(", 2, "ends where"),
    ("sport = 443 )", 13, "not expected"), ("()", 2, "where a predicate"),
    ("not", 4, "ends where"), ("state", 6, "needs the name"), ("state establishd", 7, "no state"),
    ("sport = 443 state foo", 19, "no state"), ("src 1.2.3", 5, "not an address"),
    ("src 1.2.3.4/33", 13, "not a prefix length"), ("src ::1/129", 9, "not a prefix length"),
    ("src 1.2.3.4:70000", 12, "not a port"), ("src [::1", 5, "not closed"),
    ("src [::1]x", 5, "not expected after"), ("src ::1::2", 5, "not an address"),
    ("src example.org", 5, "not an address"), ("src fe80::1%eth0", 5, "cannot contain a device"),
    ("src /run/x", 5, "not an address"), ("src inet:[::1]", 10, "not an inet address"),
    ("src < 1.2.3.4", 5, "accepts = and !="), ("dev = none", 7, "no device"),
    ("fwmark = x", 10, "not a mark"), ("fwmark = 1/", 10, "not a mark"),
    ("cgroup = /b", 10, "there is no /b"), ("uid = root", 7, "not a valid number"),
    ("uid = 4294967296", 7, "not a valid number"), ("uid = +1", 7, "not a valid number"),
    ("user = rot", 8, "no user"), ("cookie = xyz", 10, "not a cookie"),
    ("cookie = 11111111111111111", 10, "not a cookie"), ("process = 'a", 11, "not closed"),
    ("pid = 1.5", 7, "not a valid number"), ("autobound = 1", 11, "where a predicate"),
    ("sport = é", 9, "neither"), ("é = 1", 1, "no predicate"),
    ("sport = 443 \u{1f600} dport = 80", 13, "no predicate"),
  ]

  @Test(arguments: bad.indices) func isRefused(_ index: Int) {
    let (text, column, says) = FilterParserTests.bad[index]
    do throws(FilterError) {
      let parsed = try FilterParser.parse(text, .inet, FewNames())
      Issue.record("\(text) was read as \(parsed.tree)")
    } catch {
      #expect(error.column == column, "\(text): \(error)")
      #expect(error.message.contains(says), "\(text): \(error)")
    }
  }

  @Test func suggests() {
    for (text, hint) in [
      ("sport = htps", "https"), ("sprt = 1", "sport"), ("state listning", "listening"),
      ("user = rot", "root"), ("443", "sport = 443"), ("uid = root", "user = NAME"),
      ("src x:y", "not resolved"), ("src fe80::1%eth0", "dev = NAME"), (")", "For instance"),
    ] {
      do throws(FilterError) {
        _ = try FilterParser.parse(text, .inet, FewNames())
        Issue.record("\(text) was read")
      } catch {
        #expect(error.hint?.contains(hint) == true, "\(text): \(error)")
      }
    }
  }

  @Test func unixSocketsHaveNames() throws {
    #expect(try parse("src /run/*", .unix) == .test(.name(Glob("/run/*"))))
    #expect(try parse("src != unix:@x", .unix) == .not(.test(.name(Glob("@x")))))
    #expect(try parse("state listening", .unix) == .test(.states(1 << 10)))
    for text in ["sport = 1", "dst /x", "dev lo", "fwmark 1", "cgroup /a"] {
      #expect(throws: FilterError.self, "\(text)") { try parse(text, .unix) }
    }
  }

  @Test func freedSocketsHaveAddressesAndNoMore() throws {
    #expect(try parse("sport = 443 or dport = 80", .freed) == .any([Self.sport443, Self.dport80]))
    #expect(try parse("cookie = 1f", .freed) == .test(.cookie(0x1f)))
    for text in [
      "state established", "exclude listening", "sport = 1 state closed", "uid = 0", "user = x",
      "inode = 1", "pid = 1", "process = x", "netns = 1", "fwmark = 1", "cgroup = /a", "autobound",
    ] {
      #expect(throws: FilterError.self, "\(text)") { try parse(text, .freed) }
    }
  }

  @Test func whatIsNeededIsReportedWithItsPlace() throws {
    let needs = try FilterParser.parse(
      "sport = 1 or pid = 3 or process = x netns = 4", .inet, FewNames()
    ).needs
    #expect(needs == FilterNeeds(owners: 14, netns: 37))
  }

  /// Neither length nor depth ends anything but the parsing.
  @Test func hostileExpressionsAreRefused() {
    for text in [
      String(repeating: "(", count: 8000), String(repeating: "!", count: 8000),
      String(repeating: "not ", count: 2000), String(repeating: "sport = 1 ", count: 1000),
      String(repeating: "(", count: 33) + "autobound" + String(repeating: ")", count: 33),
    ] {
      #expect(throws: FilterError.self) { try parse(text) }
    }
    #expect(throws: Never.self) {
      try parse(
        String(repeating: "(", count: 32) + "autobound" + String(repeating: ")", count: 32))
    }
  }
}
