"""A JSON-RPC 2.0 client made with the package jsonrpcclient, on the socket given as argument.

Prints what the library makes of each answer as one line of JSON.
"""

import json
import socket
import sys

from jsonrpcclient import Error, Ok, notification_json, parse, request, request_json, request_uuid


class Client:
    def __init__(self, path):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(20)
        self.sock.connect(path)
        self.lines = self.sock.makefile("r", encoding="utf-8", newline="\n")

    def send(self, message):
        self.sock.sendall(message.encode() + b"\n")

    def answer(self):
        """What the library says of the next line: it throws where it is no JSON-RPC 2.0."""
        return plain(parse(json.loads(self.lines.readline())))


def plain(response):
    if isinstance(response, Ok):
        return {"kind": "ok", "id": response.id, "result": response.result}
    if isinstance(response, Error):
        return {"kind": "error", "id": response.id, "code": response.code,
                "message": response.message, "data": response.data}
    return [plain(each) for each in response]


client = Client(sys.argv[1])
out = {}
client.send(request_json("getFamilyID", params={"name": "TASKSTATS"}, id=7))
out["named"] = client.answer()
client.send(request_json("getFamilyID", params=["TASKSTATS"], id="seven"))
out["positional"] = client.answer()
wanted = request_uuid("status")
client.send(json.dumps(wanted))
out["uuid"] = client.answer()["id"] == wanted["id"]
client.send(request_json("noSuchMethod", id=8))
out["unknown"] = client.answer()
client.send(request_json("getFamilyID", params={"nam": "TASKSTATS"}, id=9))
out["parameters"] = client.answer()
# A notification has no answer: the next line is that of what follows it.
client.send(notification_json("status"))
client.send(request_json("inetConnections", params={"protocols": ["tcp"]}, id=10))
out["afterNotification"] = client.answer()["id"]
batch = [request("getFamilyID", params={"name": "nlctrl"}, id=1), request("noSuchMethod", id=2),
         json.loads(notification_json("status")), request("listFamilies", id=3)]
client.send(json.dumps(batch))
answers = client.answer()
out["batch"] = [(each["id"], each["kind"]) for each in sorted(answers, key=lambda a: a["id"])]
client.send(json.dumps([json.loads(notification_json("status"))]))
client.send("{not JSON")
out["parse"] = client.answer()
client.send("[]")
out["emptyBatch"] = client.answer()
client.send('{"jsonrpc": "2.0", "method": 1, "params": "bar"}')
out["invalid"] = client.answer()
print(json.dumps(out))
