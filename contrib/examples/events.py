#!/usr/bin/env python3
"""Keeps a copy of all links, addresses and routes of the kernel, and prints each change.

"subscribe" answers with a snapshot. Then the agent sends a notification "event" for each change,
with the next sequence number. After an overrun it sends the differences as events, too.

    events.py [SOCKET]
"""
import json
import os
import socket
import sys

# For each topic: its list in the snapshot, and the members that identify an object.
TOPICS = {
    "link": ("links", ["index"]),
    "address": ("addresses", ["interfaceIndex", "family", "address", "prefixLength", "peer"]),
    "route": ("routes", ["family", "tableNumber", "destination", "prefixLength", "source",
                         "sourcePrefixLength", "tos", "priority", "nextHops"]),
}


class Picture:
    def __init__(self, path, **params):
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.connect(path)
        self.lines = self.connection.makefile(encoding="utf-8")
        request = {"jsonrpc": "2.0", "id": 1, "method": "subscribe",
                   "params": {"topics": list(TOPICS)} | params}
        self.connection.sendall(json.dumps(request).encode() + b"\n")
        answer = json.loads(self.lines.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"]["message"])
        self.sequence = 0
        self.overruns = 0
        # Between an overrun and its end, differences may be missing.
        self.is_whole = True
        self.objects = {
            topic: {self.key(topic, each): each for each in answer["result"]["snapshot"][name]}
            for topic, (name, _) in TOPICS.items()}

    @staticmethod
    def key(topic, each):
        return json.dumps([each.get(name) for name in TOPICS[topic][1]])

    def events(self):
        """Yields each message after the copy has been updated."""
        for line in self.lines:
            message = json.loads(line)
            params = message["params"]
            self.sequence += 1
            if params["sequence"] != self.sequence:
                raise RuntimeError(f"a notification is missing before {params}")
            if message["method"] == "overrun":
                self.overruns += 1
                self.is_whole = False
            elif message["method"] == "overrunEnded":
                self.is_whole = True
            elif message["method"] == "subscriptionEnded":
                raise RuntimeError(params["message"])
            elif message["method"] == "event":
                self.apply(params)
            yield message

    def apply(self, event):
        objects = self.objects[event["topic"]]
        key = self.key(event["topic"], event[event["topic"]])
        if (event["action"] == "added") == (key in objects):
            state = "exists" if key in objects else "does not exist"
            raise RuntimeError(f"{event['action']}, but {key} {state}")
        if event["action"] == "removed":
            del objects[key]
        else:
            objects[key] = event[event["topic"]]


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else os.environ.get(
        "NLAGENT_SOCKET", "/run/nlagent/nlagent.sock")
    picture = Picture(path)
    for message in picture.events():
        event = message["params"]
        if message["method"] != "event":
            print(message["method"], flush=True)
            continue
        what = event[event["topic"]]
        print(event["action"], event["topic"], what.get("name") or what.get("interface"),
              what.get("address") or what.get("destination"), flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
