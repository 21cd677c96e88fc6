/// Counts of sockets from `/proc/net/protocols`.
public enum ProtocolCounts {
  /// The number of Unix sockets in a network namespace; nil if no line contains it. Since Linux
  /// 5.15 it is the sum of the lines UNIX and UNIX-STREAM; before, UNIX counted all of them.
  public static func unixSockets(_ text: [UInt8]) -> UInt64? {
    var sum: UInt64?
    for line in text.split(separator: UInt8(ascii: "\n")) {
      var fields = ProcFields(line)
      guard let name = fields.word(),
        name.elementsEqual("UNIX".utf8) || name.elementsEqual("UNIX-STREAM".utf8),
        fields.decimal() != nil, let count = fields.decimal()
      else { continue }
      sum = (sum ?? 0) &+ count
    }
    return sum
  }
}
