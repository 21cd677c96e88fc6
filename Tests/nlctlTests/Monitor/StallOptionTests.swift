import Protocol
import Testing

@testable import nlctl

@Suite struct StallOptionTests {
  @Test(
    arguments: [
      ("memory:some:200ms/2s", "memory", "some", 200_000, 2_000_000),
      ("irq:full:1us/500000us", "irq", "full", 1, 500_000),
      ("io:full:10s/10000ms", "io", "full", 10_000_000, 10_000_000),
    ] as [(String, String, String, UInt64, UInt64)])
  func understood(
    _ text: String, _ resource: String, _ kind: String, _ stall: UInt64, _ window: UInt64
  ) throws {
    let option = try #require(StallOption(text))
    #expect(option.resource == resource && option.kind == kind)
    #expect(option.stallMicroseconds == stall && option.windowMicroseconds == window)
    var json = JSONWriter()
    option.write("/a", to: &json)
    let node = try JSONReader.parse(json.bytes.copiedBytes)
    #expect(node["path"] != nil)
  }

  @Test(arguments: [
    "", "memory", "memory:some", "memory:some:1s", "disk:some:1s/2s", "cpu:all:1s/2s",
    "cpu:some:1/2", "cpu:some:-1s/2s", "cpu:some:1s/2s:x", "cpu:some:1s/", "cpu:some:/2s",
    "cpu:some:1.5s/2s", "cpu:some:1s/99999999999999999999s", "cpu:some:1m/2m", ":::",
  ])
  func refused(_ text: String) {
    #expect(StallOption(text) == nil)
  }

  /// Those that are taken where nothing is said are what the kernel takes from anybody.
  @Test func usualOnesNeedNoPrivilege() {
    #expect(StallOption.defaults.allSatisfy { $0.windowMicroseconds % 2_000_000 == 0 })
  }
}

extension RawSpan {
  fileprivate var copiedBytes: [UInt8] {
    (0..<byteCount).map { unsafe unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
  }
}
