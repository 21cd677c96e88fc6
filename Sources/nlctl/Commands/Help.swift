internal import Protocol
internal import Syscalls

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
        StandardStream.output.write(CommandHelp.overview(CommandTable.all))
        return .success
      }
      if CommandTable.find(name) == nil, let method = MethodContract.find(name) {
        StandardStream.output.write(MethodHelp.text(method))
      } else {
        StandardStream.output.write(CommandHelp.text(try CommandTable.command(name)))
      }
      return .success
    })
}
