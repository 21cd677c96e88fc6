import Foundation

/// The Python environment with programs of others, made by `contrib/test-tools` when needed.
enum TestTools {
  private static let python = Result {
    try run([Built.root.appendingPathComponent("contrib/test-tools").path], seconds: 300)
  }

  /// Runs a script of ours in it and reads the JSON that it prints.
  static func json(
    _ script: String, _ arguments: [String] = [], input: String? = nil
  ) throws -> JSON {
    let made = try python.get()
    guard made.status == 0 else { throw HarnessError("contrib/test-tools: \(made.errors)") }
    let interpreter = made.lines.last ?? ""
    return try JSON(
      succeed([interpreter, "-B", Zoo.path(script)] + arguments, input: input).text)
  }
}
