internal import Netlink
internal import Protocol

/// A method's parameter `filter`, parsed.
struct Filter {
  /// nil where nothing is filtered.
  let tree: FilterTree?
  /// What it asks besides the kernel's rows.
  let needs: FilterNeeds

  /// - Throws: `invalidParams` with the column of what is wrong.
  init(
    _ parameters: Parameters, _ subject: FilterSubject, names: any FilterNames = SystemNames()
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
    } catch {
      throw RPCError(error)
    }
  }
}
