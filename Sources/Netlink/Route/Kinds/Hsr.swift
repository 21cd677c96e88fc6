extension LinkKind {
  /// HSR and PRP, two redundant links as one: IFLA_HSR_.
  static let hsr = LinkKind(
    ["hsr"],
    [
      LinkField(1, "slave1", .link("slave1Name")),  // IFLA_HSR_SLAVE1
      LinkField(2, "slave2", .link("slave2Name")),  // IFLA_HSR_SLAVE2
      LinkField(8, "interlink", .link("interlinkName")),  // IFLA_HSR_INTERLINK
      LinkField(4, "supervisionAddress", .hardwareAddress),  // IFLA_HSR_SUPERVISION_ADDR
      LinkField(5, "sequenceNumber", .number),  // IFLA_HSR_SEQ_NR
      LinkField(6, "version", .number),  // IFLA_HSR_VERSION
      LinkField(7, "protocol", .words(hsrProtocol)),  // IFLA_HSR_PROTOCOL
    ])

  static let hsrProtocol: [WireWord] = [
    WireWord(0, "hsr"),  // HSR_PROTOCOL_HSR
    WireWord(1, "prp"),  // HSR_PROTOCOL_PRP
  ]
}
