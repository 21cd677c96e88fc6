extension MethodContract {
  /// `vsockSockets`: sockets between a virtual machine and its host, from vsock_diag.
  public static let vsockSockets = MethodContract(
    name: "vsockSockets",
    summary: "Sockets between virtual machines and hosts",
    description: """
      Dumps the kernel's vsock sockets (vsock(7)) of a network namespace. A kernel without vsock_diag answers \
      notSupported, which is no empty list.
      """,
    parameters: [.networkNamespace],
    list: "sockets", of: vsockSocket, "One record a socket, in the kernel's order.")

  private static let vsockSocket: [Schema.Member] =
    Schema.Member.networkNamespaceOfRecord + [
      .always("type", .string, "vdiag_type: stream, dgram or seqpacket."),
      .always(
        "state", .string,
        """
        vdiag_state: ESTABLISHED, SYN_SENT, LISTEN, CLOSING, or UNCONNECTED, which is what the \
        kernel reports as CLOSE.
        """),
      .always(
        "localCID", .nullable(.unsigned),
        "vdiag_src_cid: 0 hypervisor, 1 local, 2 host, or a machine's; null is any."),
      .always("localPort", .nullable(.unsigned), "vdiag_src_port; null is any."),
      .always("remoteCID", .nullable(.unsigned), "vdiag_dst_cid; null is none."),
      .always("remotePort", .nullable(.unsigned), "vdiag_dst_port; null is none."),
      .maybe(
        "shutdown", .array(.string), "vdiag_shutdown: receive, send or both; absent: nothing."),
      .always("inode", .nullable(.unsigned), "vdiag_ino: as in /proc/PID/fd."),
      .always("cookie", .string, "Unique while the kernel runs; 16 hex digits."),
    ]
}
