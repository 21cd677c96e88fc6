internal import Protocol
internal import Syscalls

extension Command {
  static let help = Command(
    name: "help", operands: "[COMMAND | METHOD]", operandCount: 0...1,
    summary: "help on nlctl, a command or a method",
    details: "Explains a command, or the parameters and the result of a method.",
    examples: [
      ("nlctl help inet", "the command"),
      ("nlctl help inetConnections", "the method behind it, with every member of its records"),
    ],
    asksAgent: false,
    run: { invocation throws(Failure) in
      guard let name = invocation.operands.first else {
        StandardStream.output.write(Help.overview)
        return .success
      }
      if CommandTable.find(name) == nil, let method = MethodContract.find(name) {
        StandardStream.output.write(MethodHelp.text(method))
      } else {
        StandardStream.output.write(Help.text(try Arguments.find(name)))
      }
      return .success
    })
}
