import Protocol
import Syscalls
import Testing

@testable import nlctl

@Suite struct QueryTests {
  private func json(_ write: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter()
    json.beginObject()
    write(&json)
    json.endObject()
    return String(decoding: json.bytes.copied, as: UTF8.self)
  }

  private func invocation(_ line: String) throws -> Invocation {
    try Arguments.parse(line.split(separator: " ").map { String($0) })
  }

  static let inet = [
    ("inet", "{}"),
    ("inet dport = :443 -t", #"{"protocols":["tcp"],"filter":"dport = :443"}"#),
    ("inet -- not autobound", #"{"filter":"not autobound"}"#),
    ("inet -t -t --udp", #"{"protocols":["tcp","udp"]}"#),
    ("inet -l", #"{"states":["LISTEN","UNCONNECTED"]}"#),
    (
      "inet --state established,time-wait --state Listening,SYN-RCVD",
      #"{"states":["ESTABLISHED","TIME_WAIT","LISTEN","SYN_RECV"]}"#
    ),
    (
      "inet --state fin-wait-1,FIN_WAIT2,unconn",
      #"{"states":["FIN_WAIT1","FIN_WAIT2","UNCONNECTED"]}"#
    ),
    ("inet -tp", #"{"protocols":["tcp"],"processes":true}"#),
    ("inet -4", #"{"family":"v4"}"#),
    ("inet -46", #"{"family":"all"}"#),
    ("inet --family v6", #"{"family":"v6"}"#),
    ("inet -mi", #"{"details":["memory","info","congestion","ulp"]}"#),
    (
      "inet --extended --details md5,ulp",
      #"{"details":["tos","mark","options","cgroup","shutdown","md5","ulp"]}"#
    ),
    ("inet --options", "{}"),
  ]

  @Test(arguments: inet) func inetParameters(_ line: String, _ expected: String) throws {
    let query = try InetQuery(try invocation(line))
    #expect(json(query.write) == expected)
    // What is sent is what the contract takes.
    _ = try Parameters(.inetConnections, try JSONReader.parse(Array(expected.utf8)))
  }

  static let unix = [
    ("unix", "{}"),
    ("unix src /run/*", #"{"filter":"src /run/*"}"#),
    ("unix -l --type stream,dgram", #"{"types":["stream","dgram"],"states":["LISTEN"]}"#),
    ("unix --state estab,close", #"{"states":["ESTABLISHED","UNCONNECTED"]}"#),
  ]

  @Test(arguments: unix) func unixParameters(_ line: String, _ expected: String) throws {
    let query = try UnixQuery(try invocation(line))
    #expect(json(query.write) == expected)
    _ = try Parameters(.unixConnections, try JSONReader.parse(Array(expected.utf8)))
  }

  static let refused = [
    (
      "inet --state establishd", "there is no state \"establishd\"",
      "Did you mean \"established\"? Try"
    ),
    (
      "inet --state zzzzzzzzz", "there is no state \"zzzzzzzzz\"",
      "Possible values: established, "
    ),
    ("inet --details inf", "--details: there is no \"inf\"", "Did you mean \"info\"? Try"),
    ("inet --family v5", "--family takes v4, v6 or all, not \"v5\"", "Did you mean \"v4\"? Try"),
    ("unix --type raw", "--type takes stream, dgram or seqpacket, not \"raw\"", "Try"),
  ]

  @Test(arguments: refused) func refuses(_ line: String, _ message: String, _ hint: String) throws {
    let invocation = try invocation(line)
    #expect {
      if invocation.command.name == "inet" {
        _ = try InetQuery(invocation)
      } else {
        _ = try UnixQuery(invocation)
      }
    } throws: { error in
      guard let failure = error as? Failure else { return false }
      return failure.message == message && failure.hint?.hasPrefix(hint) == true
    }
  }

  static let calls = [
    ([], "{}"),
    (
      ["a=1", "b=x", "c=\"q\"", "d=[1, 2]", "e=", "f=a=b", "g=1.5.2", "h=null"],
      #"{"a":1,"b":"x","c":"q","d":[1, 2],"e":"","f":"a=b","g":"1.5.2","h":null}"#
    ),
    ([" {\"a\":\n1}"], " {\"a\": 1}"),
    (["[1]"], "[1]"),
  ]

  @Test(arguments: calls) func callParameters(_ words: [String], _ expected: String) throws {
    let invocation = try Arguments.parse(["call", "m"] + words)
    let text = try CallCommand.parameters(invocation)
    #expect(String(decoding: text, as: UTF8.self) == expected)
  }

  @Test(arguments: [["{\"a\"}"], ["{}", "a=1"], ["x"], ["=1"]])
  func callRefuses(_ words: [String]) throws {
    let invocation = try Arguments.parse(["call", "m"] + words)
    #expect(throws: Failure.self) { try CallCommand.parameters(invocation) }
  }
}
