extension Schema.Member {
  /// Where a list of sockets comes from when it is not sock_diag.
  static let socketSource = Schema.Member.maybe(
    "source", .oneOf(["proc"]),
    """
    "proc" where sock_diag is missing or refused, and at least some records come from \
    /proc/net/tcp, tcp6, udp, udp6 or unix. Then complete is false and the problem \
    "procOnly" says what such records lack.
    """)
}
