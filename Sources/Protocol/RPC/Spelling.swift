/// Suggests a known name for a misspelled one.
public enum Spelling {
  /// The known name with the smallest edit distance, ignoring case; nil if none is close. Close is
  /// a distance of at most 2, or of a third of the known name's length if that is more.
  public static func nearest(to written: String, among known: [String]) -> String? {
    // The cost grows with the length, which the sender chooses. No known name is longer.
    let written = String(written.prefix(64))
    var best: (name: String, distance: Int)?
    for name in known {
      let distance = editDistance(Array(written.lowercased().utf8), Array(name.lowercased().utf8))
      if distance <= max(2, name.utf8.count / 3), distance < best?.distance ?? .max {
        best = (name, distance)
      }
    }
    return best?.name
  }

  /// The question `Did you mean "name"?` for the nearest known name; nil if none is close.
  public static func question(for written: String, among known: [String]) -> String? {
    nearest(to: written, among: known).map { "Did you mean \"\($0)\"?" }
  }

  /// The Levenshtein distance in bytes.
  private static func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var row = Array(0...second.count)
    for (index, byte) in first.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, other) in second.enumerated() {
        let change = diagonal + (byte == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(change, min(row[column], diagonal) + 1)
      }
    }
    return row[second.count]
  }
}
