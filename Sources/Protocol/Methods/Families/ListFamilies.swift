extension MethodContract {
  /// `listFamilies`: all generic netlink families.
  public static let listFamilies = MethodContract(
    name: "listFamilies",
    set: .families,
    summary: "All generic netlink families",
    description: """
      Dumps the generic netlink families that are registered in this kernel and visible in a \
      network namespace. Families of modules that are not loaded are missing.
      """,
    parameters: [.networkNamespace],
    list: "families", of: Schema.Member.networkNamespaceOfRecord + familyMembers,
    "One record per family, in the kernel's order.")
}
