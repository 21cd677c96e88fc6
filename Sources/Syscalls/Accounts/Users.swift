/// Users, read from `/etc/passwd`, since glibc's own lookup does not work in a static program. See
/// passwd(5).
public enum Users {
  /// The id of the user of that name; nil if there is none, or if the file cannot be read.
  public static func find(_ name: String) -> UInt32? {
    guard let text = try? Files.read("/etc/passwd", atMost: 1 << 22) else { return nil }
    return entries(in: text).first { $0.name == Array(name.utf8) }?.id
  }

  /// The names of all users by their ids. If several users share an id, the first name counts.
  /// Without the file, as in some containers, users have no names.
  public static func names() throws(SystemCallError) -> [UInt32: [UInt8]] {
    do throws(SystemCallError) {
      return names(in: try Files.read("/etc/passwd", atMost: 1 << 22))
    } catch {
      guard error.errno == .noSuchFileOrDirectory else { throw error }
      return [:]
    }
  }

  static func names(in text: [UInt8]) -> [UInt32: [UInt8]] {
    var names: [UInt32: [UInt8]] = [:]
    for (name, id) in entries(in: text) where names[id] == nil { names[id] = name }
    return names
  }

  /// The users in the text of a file like `/etc/passwd`, in its order, without malformed lines.
  public static func entries(in text: [UInt8]) -> [(name: [UInt8], id: UInt32)] {
    text.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      guard fields.count >= 3, !fields[0].isEmpty,
        let id = UInt32(String(decoding: fields[2], as: UTF8.self))
      else { return nil }
      return (Array(fields[0]), id)
    }
  }
}
