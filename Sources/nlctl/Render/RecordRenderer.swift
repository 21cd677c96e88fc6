internal import Syscalls

/// Prints records in one of the output formats.
protocol RecordRenderer: ~Copyable {
  /// Prints one record, a JSON object.
  mutating func record(_ record: Span<UInt8>, to out: inout OutputBuffer)

  /// Must be called after the last record.
  mutating func end(to out: inout OutputBuffer)
}

extension TableRenderer: RecordRenderer {}
extension CSVRenderer: RecordRenderer {}
extension JSONRenderer: RecordRenderer {}
