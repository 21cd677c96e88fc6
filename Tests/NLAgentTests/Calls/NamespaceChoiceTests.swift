import Protocol
import Testing

@testable import NLAgent
@testable import Privileged

@Suite struct NamespaceChoiceTests {
  @Test(
    arguments: [
      (nil, .agent), ("agent", .agent), ("caller", .caller), ("all", .all),
      ("blue", .name("blue")), ("name:blue", .name("blue")), ("name:all", .name("all")),
      ("name:123", .name("123")), ("name:pid:1", .name("pid:1")), ("Agent", .name("Agent")),
      ("a b", .name("a b")), ("...", .name("...")), ("-1", .name("-1")), ("+1", .name("+1")),
      ("123", .inode(123)), ("0", .inode(0)), ("18446744073709551615", .inode(.max)),
      ("pid:1", .process(1)), ("pid:2147483647", .process(.max)),
    ] as [(String?, NamespaceChoice)]) func understands(
      _ text: String?, _ choice: NamespaceChoice
    ) throws
  {
    #expect(try NamespaceChoice(text) == choice)
  }

  @Test(arguments: [
    "", "name:", ".", "..", "name:..", "/", "a/b", "../run", "name:/etc/passwd", "a\0b",
    "pid:", "pid:0", "pid:-1", "pid:+1", "pid:x", "pid: 1", "pid:2147483648",
    "18446744073709551616", String(repeating: "x", count: 256),
  ]) func refuses(_ text: String) {
    let error = #expect(throws: RPCError.self) { try NamespaceChoice(text) }
    #expect(error?.code == .invalidParams)
    #expect(error?.message.hasPrefix("parameter \"netns\": ") == true)
  }
}
