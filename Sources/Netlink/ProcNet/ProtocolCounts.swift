/// Numbers of sockets from `/proc/net/protocols`.
public enum ProtocolCounts {
  /// The Unix sockets of a network namespace; nil where no line tells. Before Linux 5.15 there was
  /// no UNIX-STREAM, and UNIX counted all.
  public static func unixSockets(_ text: [UInt8]) -> UInt64? {
    var sum: UInt64?
    for line in text.split(separator: 0x0a) {
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
