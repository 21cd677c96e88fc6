internal import Privileged
internal import Syscalls

/// Names that the records of one call lack, because they could not be looked up. A link, user or
/// group that has no name is not among them.
final class FailedLookups {
  /// What was looked up. The raw value is for people.
  enum Subject: String, CaseIterable {
    case links = "names of links"
    case users = "names of users"
    case groups = "control groups"
  }

  // The first error of each.
  private var errors: [Subject: PrivilegedError] = [:]

  func add(_ subject: Subject, _ error: PrivilegedError) {
    if errors[subject] == nil { errors[subject] = error }
  }

  /// The names of users by their ids; those that could not be read are missing.
  func users() -> [UInt32: [UInt8]] {
    do throws(SystemCallError) {
      return try Users.names()
    } catch {
      add(.users, .system(error, doing: .readUsers))
      return [:]
    }
  }

  /// The first error of each subject since the last call.
  func take() -> [(subject: Subject, error: PrivilegedError)] {
    defer { errors = [:] }
    return Subject.allCases.compactMap { subject in errors[subject].map { (subject, $0) } }
  }
}
