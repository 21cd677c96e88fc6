internal import Syscalls

/// Prints records one by one.
protocol RecordRenderer: ~Copyable {
  mutating func record(_ record: Span<UInt8>, to out: inout OutputBuffer)

  /// To be called after the last record.
  mutating func end(to out: inout OutputBuffer)
}

extension TableRenderer: RecordRenderer {}
extension CSVRenderer: RecordRenderer {}
extension JSONRenderer: RecordRenderer {}
