extension MethodContract {
  /// Every method, by name.
  public static let all: [MethodContract] = [
    .cgroupLoad, .getFamilyID, .inetConnections, .listAddresses, .listFamilies, .listLinks,
    .discover, .socketSummary, .status, .unixConnections,
  ]

  /// The method of that name, or nil.
  public static func find(_ name: String) -> MethodContract? { all.first { $0.name == name } }
}
