import Foundation
import TestSupport

/// Programs in C of `Tests/EndToEndTests/Scripts`, each compiled when it is needed.
enum CProgram {
  /// - Parameter path: where the program is to be.
  static func make(_ name: String, at path: String) throws {
    let source = Repository.root.appendingPathComponent("Tests/EndToEndTests/Scripts/\(name).c")
    try succeed(
      ["gcc", "-O1", "-Wall", "-Werror", "-pthread", "-o", path, source.path])
  }
}
