/// Finds the name that was probably meant.
public enum Spelling {
  /// The known name nearest to what was written, or nil when none is near.
  public static func nearest(to written: String, among known: [String]) -> String? {
    // Hostile input may be long; no known name is.
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

  /// The question `Did you mean "name"?` for the nearest known name; nil when none is near.
  public static func question(for written: String, among known: [String]) -> String? {
    nearest(to: written, among: known).map { "Did you mean \"\($0)\"?" }
  }

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
