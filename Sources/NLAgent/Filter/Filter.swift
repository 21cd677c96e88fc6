internal import Netlink
internal import Protocol

/// A method's parameter `filter`, parsed.
struct Filter {
  /// nil where nothing is filtered.
  let tree: FilterTree?
  /// What it asks besides the kernel's rows.
  let needs: FilterNeeds

  /// - Throws: `invalidParams` with the column of what is wrong, and `notSupported` where a
  ///   predicate asks what `facts` do not know.
  init(
    _ parameters: Parameters, _ subject: FilterSubject, _ facts: borrowing FilterFacts,
    names: any FilterNames = SystemNames()
  ) throws(RPCError) {
    guard let text = parameters.string("filter") else {
      tree = nil
      needs = FilterNeeds()
      return
    }
    do throws(FilterError) {
      let parsed = try FilterParser.parse(text, subject, names)
      tree = parsed.tree
      needs = parsed.needs
      try needs.check(facts)
    } catch {
      throw RPCError(error)
    }
  }
}

extension FilterNeeds {
  /// - Throws: where something is needed that is not known.
  fileprivate func check(_ facts: borrowing FilterFacts) throws(FilterError) {
    if let owners, facts.isOwned == nil {
      throw FilterError(
        message: "owners of sockets are not known here, so pid and process cannot be used",
        column: owners, isUnusable: true)
    }
    if let netns, facts.netns == nil {
      throw FilterError(
        message: "network namespaces are not known here, so netns cannot be used",
        column: netns, isUnusable: true)
    }
  }
}
