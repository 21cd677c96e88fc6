import Foundation
import Testing

/// What the documents say of files and targets is so.
@Suite struct DocumentTests {
  private static let root = SourceFile.sources.deletingLastPathComponent()

  private func text(_ document: String) throws -> String {
    try String(contentsOf: Self.root.appendingPathComponent(document), encoding: .utf8)
  }

  /// A path in backquotes with a slash and a file's ending, or a folder that begins with a target.
  @Test(arguments: ["ARCHITECTURE.md", "README.md", "CONTRIBUTING.md", "SECURITY.md"])
  func everyPathExists(_ document: String) throws {
    let places = ["", "Sources/", "Sources/NLAgent/"]
    for match in try text(document).matches(
      of: /`([\w.+\/-]+\/[\w.+-]+\.(?:swift|md|h|suppressions))`/)
    {
      let path = String(match.output.1)
      let exists = places.contains { place in
        FileManager.default.fileExists(
          atPath: Self.root.appendingPathComponent(place + path).path)
      }
      #expect(exists, "\(document) names \(path), which does not exist")
    }
  }

  @Test func everyTargetAndFolderIsDescribed() throws {
    let text = try text("ARCHITECTURE.md")
    let files = try SourceFile.all()
    for target in Set(files.map(\.target)) {
      #expect(text.contains("| `\(target)` |"), "ARCHITECTURE.md does not describe \(target)")
    }
    for folder in Set(files.filter { $0.target == "NLAgent" && !$0.folder.isEmpty }.map(\.folder)) {
      #expect(
        text.contains("| `\(folder)` |"), "ARCHITECTURE.md does not describe NLAgent/\(folder)")
    }
  }
}
