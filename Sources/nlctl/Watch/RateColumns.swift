internal import Syscalls

/// The columns that `--watch` adds.
enum RateColumns {
  static let ofSockets = [
    Column("SENT/s", number: "sentBytesPerSecond") { $0.shortened($1) },
    Column("RECV/s", number: "receivedBytesPerSecond") { $0.shortened($1) },
    Column("RETR/s", align: .right, dispensability: 2, member: "retransmitsPerSecond"),
  ]

  static let ofLinks = [
    Column("RX-bit/s", number: "rxBitsPerSecond") { $0.shortened($1) },
    Column("TX-bit/s", number: "txBitsPerSecond") { $0.shortened($1) },
    Column("RX-pkt/s", number: "rxPacketsPerSecond") { $0.shortened($1) },
    Column("TX-pkt/s", number: "txPacketsPerSecond") { $0.shortened($1) },
    Column("DROP/s", align: .right, member: "droppedPerSecond"),
    Column("ERR/s", align: .right, member: "errorsPerSecond"),
  ]
}
