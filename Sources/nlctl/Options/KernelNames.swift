internal import Protocol

extension Invocation {
  /// The kernel's names for words that a person wrote: `time-wait` is `TIME_WAIT`.
  /// - Parameters:
  ///   - lists: values of an option: words with commas between them.
  ///   - kind: what the words name, for the error message.
  ///   - known: the kernel's names.
  ///   - otherNames: names of other programs for names in `known`.
  func kernelNames(
    _ lists: [String], _ kind: String, _ known: [String], _ otherNames: [String: String] = [:]
  ) throws(Failure) -> [String] {
    var names: [String] = []
    for list in lists {
      for word in list.split(separator: ",") {
        names.append(try kernelName(String(word), kind, known, otherNames))
      }
    }
    return names
  }

  private func kernelName(
    _ written: String, _ kind: String, _ known: [String], _ otherNames: [String: String]
  ) throws(Failure) -> String {
    let upper = String(written.uppercased().map { $0 == "-" ? "_" : $0 })
    let name = otherNames[upper] ?? upper
    if known.contains(name) { return name }
    let friendly = known.map { String($0.lowercased().map { $0 == "_" ? "-" : $0 }) }
    throw unknown(written, among: friendly, "there is no \(kind) \"\(written)\"")
  }
}
