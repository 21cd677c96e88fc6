internal import Syscalls

extension Invocation {
  /// The user id that `--user` gives by name or number; nil without the option.
  func user() throws(Failure) -> UInt32? {
    guard let text = value("--user") else { return nil }
    if let number = UInt32(text) { return number }
    let name = Array(text.utf8)
    if let found = (try? Users.names())?.first(where: { $0.value == name }) { return found.key }
    throw usage("there is no user \"\(text)\" here; give the user's number")
  }
}
