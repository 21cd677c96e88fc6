import Syscalls

@testable import nlctl

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
