extension MethodContract {
  /// `vsockSockets`: sockets between virtual machines and their host, from vsock_diag of
  /// sock_diag(7).
  public static let vsockSockets = MethodContract(
    name: "vsockSockets",
    set: .sockets,
    summary: "Sockets between virtual machines and their host",
    description: """
      Dumps the vsock sockets (vsock(7)) of a network namespace. If the kernel lacks vsock_diag, \
      the error is notSupported.
      """,
    parameters: [.networkNamespace],
    list: "sockets", of: vsockSocket, "One record per socket, in the kernel's order.")

  private static let vsockSocket: [Schema.Member] =
    Schema.Member.networkNamespaceOfRecord + [
      .always("type", .string, "vdiag_type: stream, dgram or seqpacket."),
      .always(
        "state", .string,
        """
        vdiag_state: ESTABLISHED, SYN_SENT, LISTEN, CLOSING, or UNCONNECTED, which the kernel \
        reports as CLOSE.
        """),
      .always(
        "localCID", .nullable(.unsigned),
        """
        vdiag_src_cid: 0 is the hypervisor, 1 the local machine, 2 the host, others are virtual \
        machines; null is any.
        """),
      .always("localPort", .nullable(.unsigned), "vdiag_src_port; null is any."),
      .always("remoteCID", .nullable(.unsigned), "vdiag_dst_cid; null is none."),
      .always("remotePort", .nullable(.unsigned), "vdiag_dst_port; null is none."),
      .maybe(
        "shutdown", .array(.string),
        """
        vdiag_shutdown: the directions that shutdown(2) closed: receive, send or both; absent if \
        there are none.
        """),
      .always("inode", .nullable(.unsigned), "vdiag_ino: the inode number, as in /proc/PID/fd."),
      .always("cookie", .string, "vdiag_cookie: unique until reboot; 16 hex digits."),
    ]
}
