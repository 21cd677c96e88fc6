"""Sockets that are bound and nothing else: 300 that stay so, and some that are connected soon after.
Prints the inodes of those that stay, then "ready".
"""

import json
import os
import resource
import signal
import socket
import sys

resource.setrlimit(resource.RLIMIT_NOFILE, (20000, 20000))


def bound():
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    return sock


def churn():
    while True:
        socks = [bound() for _ in range(100)]
        for sock in socks:
            # Leaves no TIME_WAIT behind.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            sock.connect(("127.0.0.1", 5001))
        for sock in socks:
            sock.close()


server = socket.create_server(("127.0.0.1", 5001), backlog=4000)
# The longer the dump takes, the more happens meanwhile.
held = []
for number in range(4000):
    held.append(socket.create_connection(("127.0.0.1", 5001)))
    held.append(server.accept()[0])
staying = [bound() for _ in range(300)]
children = []
for body in (churn, churn):
    pid = os.fork()
    if pid == 0:
        body()
    children.append(pid)
accepting = os.fork()
if accepting == 0:
    while True:
        server.accept()[0].close()
try:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(json.dumps({"staying": [os.fstat(sock.fileno()).st_ino for sock in staying]}))
    print("ready", flush=True)
    sys.stdin.read()
finally:
    for pid in children + [accepting]:
        os.kill(pid, signal.SIGKILL)
