import Syscalls

@testable import nlctl

extension OutputBuffer {
  /// What was gathered, as text.
  var text: String {
    var copy: [UInt8] = []
    for index in 0..<count { copy.append(bytes[index]) }
    return String(decoding: copy, as: UTF8.self)
  }
}

/// What a renderer makes of records.
func render<Renderer: RecordRenderer & ~Copyable>(
  _ records: [String], with renderer: consuming Renderer
) -> String {
  var renderer = renderer
  var out = OutputBuffer(nil)
  for record in records { renderer.record(Array(record.utf8).span, to: &out) }
  renderer.end(to: &out)
  return out.text
}
