extension MethodContract {
  /// All methods, ordered by name.
  public static let all: [MethodContract] = [
    .cgroupLoad, .getFamilyID, .getRoute, .inetConnections, .inetSocket, .listAddresses,
    .listCgroups, .listFamilies, .listLinks, .listNamespaces, .listNeighbors, .listRoutes,
    .listRules, .listTasks, .netlinkSockets, .packetSockets, .pressure, .discover, .socketSummary,
    .status, .subscribe, .taskStats, .unixConnections, .unsubscribe, .vsockSockets,
  ]

  /// The contract of the method with this name, or nil.
  public static func find(_ name: String) -> MethodContract? { all.first { $0.name == name } }
}
