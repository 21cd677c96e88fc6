extension Schema.Member {
  /// The source of a list of sockets if it is not sock_diag(7).
  static let socketSource = Schema.Member.maybe(
    "source", .oneOf(["proc"]),
    """
    "proc" if sock_diag is missing or refused, so that at least some records come from \
    /proc/net/tcp, tcp6, udp, udp6 or unix. In this case complete is false, and the problem \
    procOnly says what such records lack.
    """)
}
