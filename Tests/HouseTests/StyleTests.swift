import Testing

/// Rules of CONTRIBUTING.md that a machine can check.
@Suite struct StyleTests {
  /// What must not stand in the sources, and what to write instead.
  private static let banned: [(text: String, instead: String)] = [
    ("import Foundation", "the Swift standard library and Glibc"),
    ("import Dispatch", "Thread and Poll of Syscalls"),
    ("try!", "do and catch, or a typed throw"),
    ("fatalError(", "a typed error"),
    ("async ", "a thread"),
    ("await ", "a thread"),
  ]

  @Test(arguments: banned.indices)
  func isNotInTheSources(_ index: Int) throws {
    let (text, instead) = Self.banned[index]
    for file in try SourceFile.all() where file.code.contains(text) {
      Issue.record("Sources/\(file.path) has \"\(text)\": use \(instead)")
    }
  }

  /// Unsafe code stays in the files whose purpose is to hold it.
  @Test func unsafeCodeStandsInFewFiles() throws {
    for file in try SourceFile.all() where !["Bytes", "Syscalls"].contains(file.target) {
      guard file.code.contains(/\bunsafe\b/) else { continue }
      #expect(Self.holdersOfPointers.contains(file.path), "Sources/\(file.path) has unsafe code")
    }
  }

  private static let holdersOfPointers: Set<String> = [
    "Netlink/Route/Kinds/LinkKind.swift",
    "Netlink/Wire/ByteReader.swift",
    "Protocol/JSON/ByteScan.swift",
    "Protocol/JSON/JSONWriter+Escaping.swift",
    "Protocol/JSON/JSONWriter+Numbers.swift",
    "Protocol/JSON/JSONWriter+Values.swift",
    "Protocol/JSON/JSONWriter.swift",
  ]
}
