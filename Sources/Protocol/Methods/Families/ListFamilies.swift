extension MethodContract {
  /// `listFamilies`: all generic netlink families.
  public static let listFamilies = MethodContract(
    name: "listFamilies",
    summary: "All generic netlink families",
    description: """
      Dumps the generic netlink families that this kernel has registered and shows in a \
      network namespace. Families of modules that are not loaded are not among them.
      """,
    parameters: [.networkNamespace],
    list: "families", of: Schema.Member.networkNamespaceOfRecord + familyMembers,
    "One record a family, in the kernel's order.")
}
