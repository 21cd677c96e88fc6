/// Two network namespaces, and an agent in the first one.
struct NamespacePair {
  let namespace: NetworkNamespace
  let other: NetworkNamespace
  let agent: TestAgent

  init() throws {
    namespace = try NetworkNamespace()
    other = try NetworkNamespace()
    agent = try TestAgent(in: namespace)
  }
}

/// A suite whose tests run in a `NamespacePair`.
protocol NamespacePairSuite {
  var site: NamespacePair { get }
}

extension NamespacePairSuite {
  var namespace: NetworkNamespace { site.namespace }
  var other: NetworkNamespace { site.other }
  var agent: TestAgent { site.agent }
}
