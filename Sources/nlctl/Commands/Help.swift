internal import Protocol

extension Command {
  static let help = Command(
    name: "help", operands: "[COMMAND | METHOD]", operandCount: 0...1,
    summary: "help on nlctl, a command or a method",
    details: "Explains a command, or the parameters and the result of a method.",
    examples: [
      ("nlctl help inet", "the command inet"),
      ("nlctl help inetConnections", "its method, with every member of the records"),
    ],
    asksAgent: false,
    run: { invocation throws(Failure) in
      guard let name = invocation.operands.first else {
        return try TextOutput.print(CommandHelp.overview(CommandTable.all))
      }
      if CommandTable.find(name) == nil, let method = MethodContract.find(name) {
        return try TextOutput.print(MethodHelp.text(method))
      }
      return try TextOutput.print(CommandHelp.text(try CommandTable.command(name)))
    })
}
