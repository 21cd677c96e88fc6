internal import Protocol

extension Invocation {
  /// The states that the values of `--state` name, as the kernel writes them.
  /// - Parameters:
  ///   - lists: values of the option: names with commas between them.
  ///   - known: the kernel's names.
  ///   - otherNames: names of other programs for states in `known`.
  func states(
    _ lists: [String], _ known: [String], _ otherNames: [String: String] = [:]
  ) throws(Failure) -> [String] {
    var states: [String] = []
    for list in lists {
      for word in list.split(separator: ",") {
        states.append(
          try kernelName(String(word), "there is no state", known, otherNames))
      }
    }
    return states
  }

  /// The kernel's name for a word that a person wrote: `time-wait` is `TIME_WAIT`.
  /// - Parameter message: begins the error message about an unknown word.
  func kernelName(
    _ written: String, _ message: String, _ known: [String],
    _ otherNames: [String: String] = [:]
  ) throws(Failure) -> String {
    let upper = String(written.uppercased().map { $0 == "-" ? "_" : $0 })
    let name = otherNames[upper] ?? upper
    if known.contains(name) { return name }
    let friendly = known.map { String($0.lowercased().map { $0 == "_" ? "-" : $0 }) }
    throw unknown(written, among: friendly, "\(message) \"\(written)\"")
  }
}
