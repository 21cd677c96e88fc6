"""Shared by the checks of this folder: the paths of the builds, and an agent."""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# Programs in C and Python that the end-to-end tests use, too.
SCRIPTS = os.path.join(ROOT, "Tests", "EndToEndTests", "Scripts")
# The first argument of every check.
BUILD = sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, ".build", "release")


class Agent:
    """An agent that runs as long as the `with` statement. `words` are prepended to its command, and
    `options` appended."""

    def __init__(self, *words, options=()):
        self.folder = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.folder.name, "agent.sock")
        self.process = subprocess.Popen(
            [*words, os.path.join(BUILD, "nlagent"), "--socket", self.path, *options])

    def __enter__(self):
        while not os.path.exists(self.path):
            if self.process.poll() is not None:
                sys.exit("the agent ended")
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()

    def connect(self):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self.path)
        return connection

    def peak_kib(self):
        """Returns its largest resident set so far, in KiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return int(next(line.split()[1] for line in file if line.startswith("VmHWM")))


def send(connection, method, **params):
    """Sends one request."""
    request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    connection.sendall(json.dumps(request).encode() + b"\n")


def result(line):
    """Returns the result of a response. An error ends the check."""
    answer = json.loads(line)
    if "error" in answer:
        sys.exit(answer["error"]["message"])
    return answer["result"]
