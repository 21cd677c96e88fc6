#!/usr/bin/env python3
"""Counts sockets by state, in memory that does not grow with their number.

A reader of whole lines would have to keep the whole answer in memory. With "partSize" the agent
sends lines of at most so many records: notifications "part" with the request's id, then the response.

    parts.py [SOCKET [PARTSIZE]]
"""
import collections
import json
import os
import socket
import sys


def records(path, method, list_name, part_size, **params):
    """Yields the records of a list method; raises when the list is not complete."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        request = {"jsonrpc": "2.0", "id": 1, "method": method,
                   "params": params | {"partSize": part_size}}
        connection.sendall(json.dumps(request).encode() + b"\n")
        for line in connection.makefile(encoding="utf-8"):
            message = json.loads(line)
            if message.get("method") == "part":
                yield from message["params"][list_name]
            elif "error" in message:
                raise RuntimeError(message["error"]["message"])
            elif not message["result"]["complete"]:
                raise RuntimeError(message["result"]["problems"][0]["message"])
            else:
                return
    raise RuntimeError("the agent hung up")


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else os.environ.get(
        "NLAGENT_SOCKET", "/run/nlagent/nlagent.sock")
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    states = collections.Counter(
        record["state"]
        for record in records(path, "inetConnections", "connections", size))
    for state, count in states.most_common():
        print(f"{count:8} {state}")


if __name__ == "__main__":
    main()
