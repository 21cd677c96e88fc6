/// The socket protocols of the kernel, and counts of sockets, from `/proc/net/protocols`.
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

  /// Whether the kernel has a protocol now. It lacks those whose modules are not loaded.
  public static func contains(_ name: String, _ text: [UInt8]) -> Bool {
    text.split(separator: UInt8(ascii: "\n")).contains { line in
      var fields = ProcFields(line)
      return fields.word()?.elementsEqual(name.utf8) == true
    }
  }
}
