/// How nlctl ends. Scripts decide by these numbers.
enum ExitStatus: Int32 {
  case success = 0
  /// The agent answered with an error.
  case refused = 1
  /// The command line is wrong.
  case usage = 2
  /// The agent could not be reached, or did not answer in time.
  case unreachable = 3
  /// The answer is incomplete.
  case incomplete = 4
  /// `who`: no process waits there. `wait`, `monitor`, `exits`: it did not happen in time.
  case notFound = 5
}

/// What ends a command early: what happened, and what the user can do about it.
struct Failure: Error, Equatable {
  let status: ExitStatus
  let message: String
  let hint: String?
  /// The position of the mistake in a text that was sent, in characters from 1.
  var column: Int?
  /// Whether the agent closed the connection, or the connection failed. Another one may listen soon.
  var isConnectionLost = false

  init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
    self.status = status
    self.message = message
    self.hint = hint
  }

  /// Wrong usage of a command, or of nlctl itself.
  /// - Parameters:
  ///   - advice: stands in the hint before the pointer to the help text.
  ///   - command: the command whose help text explains the usage; nil for nlctl's own.
  static func usage(
    _ message: String, advice: String? = nil, command: String? = nil
  ) -> Failure {
    let help = "Try 'nlctl help\(command.map { " \($0)" } ?? "")'."
    return Failure(.usage, message, hint: advice.map { "\($0) \(help)" } ?? help)
  }
}
