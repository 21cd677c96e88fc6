import Foundation
import TestSupport

/// The Python environment with programs of others, which `contrib/test` makes.
enum TestTools {
  /// Runs a script of ours in it and reads the JSON that it prints.
  static func json(
    _ script: String, _ arguments: [String] = [], input: String? = nil
  ) throws -> JSON {
    try JSON(
      succeed(
        [Repository.pythonWithPackages, "-B", Zoo.path(script)] + arguments, input: input
      ).text)
  }
}
