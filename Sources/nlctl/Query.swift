internal import Protocol

extension Invocation {
  /// The kernel's word for a state that a person wrote.
  /// - Parameter otherNames: words of other programs for states in `known`.
  func state(
    _ written: String, _ known: [String], _ otherNames: [String: String] = [:]
  ) throws(Failure) -> String {
    let upper = String(written.uppercased().map { $0 == "-" ? "_" : $0 })
    let name = otherNames[upper] ?? upper
    if known.contains(name) { return name }
    let friendly = known.map { String($0.lowercased().map { $0 == "_" ? "-" : $0 }) }
    let nearest = Spelling.nearest(to: written, among: friendly)
    let ending =
      nearest.map { "; did you mean \($0)?" } ?? "; there are \(friendly.joined(separator: ", "))"
    throw usage("there is no state \"\(written)\"\(ending)")
  }
}

extension JSONWriter {
  /// Writes a list of words, each once; nothing where there is none.
  mutating func list(_ name: String, _ words: [String]) {
    guard !words.isEmpty else { return }
    key(dynamic: name)
    beginArray()
    for (index, word) in words.enumerated() where !words[..<index].contains(word) {
      string(word)
    }
    endArray()
  }
}
