/// What both ends know of a method: its name, parameters, result and prose.
public struct MethodContract: Sendable {
  public let name: String
  /// One line, for lists.
  public let summary: String
  /// What it means, where its numbers come from, and what they do not tell.
  public let description: String
  public let parameters: [Schema.Member]
  public let result: [Schema.Member]
  /// The member of the result that is the list of records, in methods that answer with one.
  public let list: String?

  /// A method whose result is one object.
  public init(
    name: String, summary: String, description: String, parameters: [Schema.Member] = [],
    result: [Schema.Member]
  ) {
    self.name = name
    self.summary = summary
    self.description = description
    self.parameters = parameters
    self.result = result
    list = nil
  }

  /// A method whose result is a list of records that ends with its own verdict.
  /// - Parameter ending: what comes behind the list besides.
  public init(
    name: String, summary: String, description: String, parameters: [Schema.Member] = [],
    list: String, of record: [Schema.Member], _ listDescription: String,
    ending: [Schema.Member] = []
  ) {
    self.name = name
    self.summary = summary
    self.description = description
    self.parameters = parameters + [MethodContract.partSize]
    self.list = list
    result =
      [.always(list, .array(.object(record)), listDescription)] + MethodContract.verdict + ending
  }

  /// A parameter of every list method.
  private static let partSize = Schema.Member.maybe(
    "partSize", .unsigned,
    """
    For readers that want whole lines that are short: the list arrives as notifications `part` \
    of at most so many records (1 to 100000), each with the request's id and the list under its \
    name, and then as the response with an empty list and the verdict. Not in a batch.
    """)

  /// The end of every list result.
  static let verdict: [Schema.Member] = [
    .always(
      "complete", .boolean,
      "Whether the list is all there is; false when problems were met on the way."),
    .maybe("parts", .unsigned, "With partSize: how many notifications `part` came before."),
    .maybe("problems", .array(.object(problem)), "What was met, when complete is false."),
  ]

  private static let problem: [Schema.Member] = [
    .always("name", .string, "A stable symbolic name."),
    .always("message", .string, "A sentence a person understands."),
    .maybe("errno", .string, "The symbolic errno, for instance EPERM."),
    .maybe("netns", .unsigned, "The inode of the network namespace, where all were asked for."),
    .maybe("kernel", .string, "The kernel's own words."),
  ]
}
