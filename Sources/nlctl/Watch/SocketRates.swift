internal import Protocol

/// The rates of a socket's counters since the previous answer, per second. A socket is identified by
/// its cookie, so that a reused port does not continue the counters of another socket.
struct SocketRates: Rates {
  static let members: [Schema.Member] = [
    .maybe(
      "sentBytesPerSecond", .unsigned, "Of tcpi_bytes_acked: bytes that the peer has acknowledged."),
    .maybe("receivedBytesPerSecond", .unsigned, "Of tcpi_bytes_received."),
    .maybe("retransmitsPerSecond", .number, "Of tcpi_total_retrans: segments, with tenths."),
  ]

  private struct Counters {
    var sent: UInt64
    var received: UInt64
    var retransmitted: UInt64
  }

  private var seen = LastSeen<UInt64, Counters>()
  private var index = RecordIndex(["cookie", "tcpInfo"])

  private static let names = ["tcpi_bytes_acked", "tcpi_bytes_received", "tcpi_total_retrans"].map {
    Array($0.utf8)
  }

  mutating func begin(after milliseconds: Int64) {
    seen.begin(after: milliseconds)
  }

  /// - Returns: bytes per second in both directions together.
  mutating func append(_ record: Span<UInt8>, to text: inout [UInt8]) -> UInt64 {
    index.read(record)
    guard let cookie = SocketRates.hex(record, index.fields[0]),
      let counters = SocketRates.counters(record, index.fields[1]),
      let last = seen.exchange(counters, for: cookie)
    else {
      text.append(copying: record)
      return 0
    }
    let sent = Rate.perSecond(counters.sent, last.sent, in: seen.milliseconds)
    let received = Rate.perSecond(counters.received, last.received, in: seen.milliseconds)
    let tenths = Rate.perSecond(
      10 * counters.retransmitted, 10 * last.retransmitted, in: seen.milliseconds)
    text.append(unclosed: record)
    text += Array(
      ",\"sentBytesPerSecond\":\(sent),\"receivedBytesPerSecond\":\(received)".utf8)
    text += Array(",\"retransmitsPerSecond\":\(tenths / 10).\(tenths % 10)}".utf8)
    return sent &+ received
  }

  private static func counters(_ record: Span<UInt8>, _ info: Field) -> Counters? {
    guard info.kind == .object else { return nil }
    let values = names.map { FieldScanner.member($0, of: info, record).unsigned(record) }
    guard let sent = values[0], let received = values[1], let retransmitted = values[2] else {
      return nil
    }
    return Counters(sent: sent, received: received, retransmitted: min(retransmitted, .max / 10))
  }

  private static func hex(_ record: Span<UInt8>, _ field: Field) -> UInt64? {
    guard field.kind == .plainString, (1...16).contains(field.count) else { return nil }
    var value: UInt64 = 0
    for index in field.start..<field.end {
      guard let digit = Character(UnicodeScalar(record[index])).hexDigitValue else { return nil }
      value = value << 4 | UInt64(digit)
    }
    return value
  }
}
