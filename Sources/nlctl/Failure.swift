/// How nlctl ends. Scripts decide by these numbers.
enum ExitStatus: Int32 {
  case success = 0
  /// The agent answered with an error.
  case refused = 1
  case usage = 2
  /// The agent could not be reached, or did not answer in time.
  case unreachable = 3
  /// The answer is not all there is.
  case incomplete = 4
  /// What was asked for is not there: nobody holds it, or it did not come in time.
  case notThere = 5
}

/// What ends a command early: what happened, and what to do about it.
struct Failure: Error, Equatable {
  let status: ExitStatus
  let message: String
  let hint: String?
  /// Where in a text that was sent the mistake is, counted from 1.
  var column: Int?

  init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
    self.status = status
    self.message = message
    self.hint = hint
  }

  /// Wrong usage of a command, or of nlctl itself.
  static func usage(_ message: String, command: String? = nil) -> Failure {
    let help = command.map { "nlctl help \($0)" } ?? "nlctl help"
    return Failure(.usage, message, hint: "Try '\(help)'.")
  }
}
