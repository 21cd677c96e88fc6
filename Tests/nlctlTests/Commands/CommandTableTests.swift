import Protocol
import Testing

@testable import nlctl

/// What is written down twice is held together here.
@Suite struct CommandTableTests {
  static let tables: [(columns: [Column], contract: MethodContract)] = [
    (InetColumns.all, .inetConnections), (UnixColumns.all, .unixConnections),
    (LinkColumns.all, .listLinks), (AddressColumns.all, .listAddresses),
    (FamilyColumns.all, .listFamilies), (NetnsColumns.all, .listNamespaces),
    ([.networkNamespace], .inetConnections), ([.networkNamespace], .unixConnections),
    ([.networkNamespace], .listLinks), ([.networkNamespace], .listAddresses),
    (FamilyColumns.all, .listFamilies), (NetlinkColumns.all, .netlinkSockets),
    (PacketColumns.all, .packetSockets), (VsockColumns.all, .vsockSockets),
    (RouteColumns.all, .listRoutes), (NeighborColumns.all, .listNeighbors),
    (TaskColumns.record, .listTasks),
    (RuleColumns.all, .listRules), ([.networkNamespace], .listRoutes),
    ([.networkNamespace], .listNeighbors), ([.networkNamespace], .listRules),
    (LoadColumns.once + [LoadColumns.groupInTree], .listCgroups),
    (InetDetails.memory, .unixConnections),
    (InetDetails.info + InetDetails.memory + InetDetails.extended, .inetConnections),
  ]

  @Test func columnsAreMadeOfMembersThatExist() throws {
    for (columns, contract) in CommandTableTests.tables {
      let record = try #require(contract.recordMembers)
      for column in columns {
        for path in column.members {
          #expect(CommandTableTests.has(path, record), "\(contract.name) \(path)")
        }
      }
    }
  }

  private static func has(_ path: String, _ members: [Schema.Member]) -> Bool {
    let names = path.split(separator: ".", maxSplits: 1).map { String($0) }
    guard var schema = members.first(where: { $0.name == names[0] })?.schema else { return false }
    if case .nullable(let inner) = schema { schema = inner }
    guard names.count > 1 else { return true }
    guard case .object(let inner) = schema else { return false }
    return has(names[1], inner)
  }

  @Test func helpShowsEveryOptionAndColumn() {
    for command in CommandTable.all {
      let text = CommandHelp.text(command)
      for option in command.allOptions { #expect(text.contains(option.name)) }
      for column in command.columns { #expect(text.contains(column)) }
      #expect(CommandHelp.overview(CommandTable.all).contains("  \(command.name)"))
    }
  }

  @Test func helpFitsATerminal() {
    let overview = CommandHelp.overview(CommandTable.all)
    for text in CommandTable.all.map({ CommandHelp.text($0) }) + [overview] {
      for line in text.split(separator: "\n") {
        #expect(line.count <= HelpLayout.width, "\(line)")
      }
    }
  }

  @Test func anOptionOfOneNameTakesAValueEverywhereOrNowhere() {
    let every = CommandTable.everyOption
    for option in every {
      let same = every.filter { $0.name == option.name }
      #expect(same.allSatisfy { ($0.value == nil) == (option.value == nil) })
      let letters = every.filter { $0.short != nil && $0.short == option.short }
      #expect(letters.allSatisfy { ($0.value == nil) == (option.value == nil) })
    }
  }

  @Test func aLetterIsOneOptionInACommand() {
    for command in CommandTable.all {
      let letters = command.allOptions.compactMap(\.short)
      #expect(Set(letters).count == letters.count, "\(command.name)")
    }
  }

  @Test func everyMethodHasHelp() {
    for method in MethodContract.all {
      let text = MethodHelp.text(method)
      for member in method.parameters + method.result where member.name != method.list {
        #expect(text.contains(member.name))
      }
      for line in text.split(separator: "\n") { #expect(line.count <= 96, "\(line)") }
    }
  }

  @Test func examplesAreUnderstood() throws {
    for command in CommandTable.all {
      for example in command.examples {
        let line = example.line.split(separator: "|")[0]
        // Quoted words need a shell.
        guard !line.contains("'") else { continue }
        let words = line.split(separator: " ").dropFirst().map { String($0) }
        #expect(try Arguments.parse(words).command.name == command.name)
      }
    }
  }
}
