extension MethodContract {
  /// Every method, by name.
  public static let all: [MethodContract] = [
    .cgroupLoad, .getFamilyID, .getRoute, .inetConnections, .inetSocket, .listAddresses,
    .listCgroups, .listFamilies, .listLinks, .listNamespaces, .listNeighbors, .listRoutes,
    .listRules, .listTasks, .netlinkSockets, .packetSockets, .pressure, .discover, .socketSummary,
    .status, .subscribe, .taskStats, .unixConnections, .unsubscribe, .vsockSockets,
  ]

  /// The method of that name, or nil.
  public static func find(_ name: String) -> MethodContract? { all.first { $0.name == name } }
}
