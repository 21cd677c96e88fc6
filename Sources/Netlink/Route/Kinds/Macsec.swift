extension LinkKind {
  /// MACsec, encrypted Ethernet: IFLA_MACSEC_.
  static let macsec = LinkKind(
    ["macsec"],
    [
      LinkField(1, "sciHex", .hex),  // IFLA_MACSEC_SCI
      LinkField(2, "port", .bigEndian),  // IFLA_MACSEC_PORT
      LinkField(3, "icvLength", .number),  // IFLA_MACSEC_ICV_LEN
      LinkField(4, "cipherSuite", .words(macsecCipherSuites)),  // IFLA_MACSEC_CIPHER_SUITE
      LinkField(5, "window", .number),  // IFLA_MACSEC_WINDOW
      LinkField(6, "encodingSA", .number),  // IFLA_MACSEC_ENCODING_SA
      LinkField(13, "validation", .words(macsecValidation)),  // IFLA_MACSEC_VALIDATION
      LinkField(7, "encrypt", .boolean),  // IFLA_MACSEC_ENCRYPT
      LinkField(8, "protect", .boolean),  // IFLA_MACSEC_PROTECT
      LinkField(9, "includeSCI", .boolean),  // IFLA_MACSEC_INC_SCI
      LinkField(10, "endStation", .boolean),  // IFLA_MACSEC_ES
      LinkField(11, "singleCopyBroadcast", .boolean),  // IFLA_MACSEC_SCB
      LinkField(12, "replayProtect", .boolean),  // IFLA_MACSEC_REPLAY_PROTECT
      LinkField(15, "offload", .words(macsecOffload)),  // IFLA_MACSEC_OFFLOAD
      LinkField(14, "", .padding),  // IFLA_MACSEC_PAD
    ])

  // Identifiers of IEEE 802.1AE, which exceed 2^53, up to which JSON readers keep integers exact.
  static let macsecCipherSuites: [WireWord] = [
    // MACSEC_DEFAULT_CIPHER_ID of linux/if_macsec.h: as the next one
    WireWord(0x0080_0200_0100_0001, "GCM-AES-128"),
    WireWord(0x0080_c200_0100_0001, "GCM-AES-128"),  // MACSEC_CIPHER_ID_GCM_AES_128
    WireWord(0x0080_c200_0100_0002, "GCM-AES-256"),  // MACSEC_CIPHER_ID_GCM_AES_256
    WireWord(0x0080_c200_0100_0003, "GCM-AES-XPN-128"),  // MACSEC_CIPHER_ID_GCM_AES_XPN_128
    WireWord(0x0080_c200_0100_0004, "GCM-AES-XPN-256"),  // MACSEC_CIPHER_ID_GCM_AES_XPN_256
  ]

  static let macsecValidation: [WireWord] = [
    WireWord(0, "disabled"),  // MACSEC_VALIDATE_DISABLED
    WireWord(1, "check"),  // MACSEC_VALIDATE_CHECK
    WireWord(2, "strict"),  // MACSEC_VALIDATE_STRICT
  ]

  static let macsecOffload: [WireWord] = [
    WireWord(0, "off"),  // MACSEC_OFFLOAD_OFF
    WireWord(1, "phy"),  // MACSEC_OFFLOAD_PHY
    WireWord(2, "mac"),  // MACSEC_OFFLOAD_MAC
  ]
}
