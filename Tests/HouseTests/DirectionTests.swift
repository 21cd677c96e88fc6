import Testing

/// Folders use each other in one direction, as `Directions` allows.
@Suite struct DirectionTests {
  /// A type or function of another folder that a file uses.
  private struct Use: Hashable {
    let file: String
    let from: String
    let to: String
    let name: String
    let declaredIn: String
  }

  private func uses(in target: String, _ files: [SourceFile]) -> [Use] {
    let own = files.filter { $0.target == target }
    var homes: [String: [SourceFile]] = [:]
    for file in own {
      for name in file.declaredNames { homes[name, default: []].append(file) }
    }
    return own.flatMap { file in
      file.words.sorted().flatMap { word in
        // A name that two folders declare says nothing.
        (homes[word] ?? []).count == 1
          ? (homes[word] ?? []).filter { $0.folder != file.folder }.map { home in
            Use(
              file: file.path, from: file.folder, to: home.folder, name: word,
              declaredIn: home.path)
          } : []
      }
    }
  }

  @Test(arguments: Directions.table.keys.sorted())
  func foldersUseEachOtherAsAllowed(_ target: String) throws {
    let files = try SourceFile.all()
    let allowed = try #require(Directions.table[target])
    let found = uses(in: target, files)
    for use in found where allowed[use.from]?.contains(use.to) != true {
      Issue.record(
        """
        Sources/\(use.file) uses \(use.name) of Sources/\(use.declaredIn): \
        \(target)/\(use.from) may not use \(target)/\(use.to). Move what it needs, or change \
        Directions.swift and ARCHITECTURE.md.
        """)
    }
    print(line(target, found))
  }

  /// A direction that nothing takes would let something in unseen.
  @Test(arguments: Directions.table.keys.sorted())
  func everyAllowedDirectionIsUsed(_ target: String) throws {
    let found = Set(uses(in: target, try SourceFile.all()).map { "\($0.from) \($0.to)" })
    for (from, targets) in try #require(Directions.table[target]) {
      for to in targets where !found.contains("\(from) \(to)") {
        Issue.record("nothing in \(target)/\(from) uses \(target)/\(to): remove the direction")
      }
    }
  }

  @Test(arguments: Directions.table.keys.sorted())
  func theTableHasNoCircle(_ target: String) throws {
    let allowed = try #require(Directions.table[target])
    var placed: Set<String> = []
    while placed.count < allowed.count {
      let next = allowed.keys.filter { folder in
        !placed.contains(folder) && (allowed[folder] ?? []).isSubset(of: placed)
      }
      guard !next.isEmpty else {
        Issue.record(
          "a circle among \(allowed.keys.filter { !placed.contains($0) }.sorted()) of \(target)")
        return
      }
      placed.formUnion(next)
    }
  }

  @Test func everyFolderHasARow() throws {
    for file in try SourceFile.all() {
      if Directions.flat.contains(file.target) {
        #expect(file.folder.isEmpty, "\(file.path): \(file.target) has no folders")
      } else {
        #expect(
          Directions.table[file.target]?[file.folder] != nil,
          "\(file.path): Directions.swift has no row for \(file.target)/\(file.folder)")
      }
    }
  }

  /// The uses of a target, by folder, for people.
  private func line(_ target: String, _ found: [Use]) -> String {
    let byFolder = Dictionary(grouping: found, by: \.from)
    return byFolder.keys.sorted().map { from in
      let counts = Dictionary(grouping: byFolder[from] ?? [], by: \.to)
        .map { "\($0.key.isEmpty ? "." : $0.key) \($0.value.count)" }.sorted()
      return "\(target)/\(from.isEmpty ? "." : from) -> \(counts.joined(separator: ", "))"
    }.joined(separator: "\n")
  }
}
