"""TCP and UDP sockets in every state that one namespace can hold.

Prints what it knows as one line of JSON, then "ready", and holds all until stdin ends.
"""

import json
import os
import socket
import sys
import time

V4, V6 = socket.AF_INET, socket.AF_INET6
ANY = {V4: "0.0.0.0", V6: "::"}
HOME = {V4: "127.0.0.1", V6: "::1"}
TCP, UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM
held, known = [], []


def keep(label, sock, **more):
    """Holds a socket and records what the kernel must report about it."""
    held.append(sock)
    stat = os.fstat(sock.fileno())
    known.append(
        {"label": label, "inode": stat.st_ino, "uid": stat.st_uid,
         "localPort": sock.getsockname()[1], **more})
    return sock


def listener(label, family, port, backlog=5, address=None, v6only=None, options=(), **more):
    sock = socket.socket(family, TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if v6only is not None:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
    for option in options:
        sock.setsockopt(*option)
    sock.bind((address or HOME[family], port))
    sock.listen(backlog)
    return keep(label, sock, backlog=backlog, **more)


def client(label, family, port, address=None, wait=True, options=(), **more):
    sock = socket.socket(family, TCP)
    for option in options:
        sock.setsockopt(*option)
    sock.setblocking(wait)
    try:
        sock.connect((address or HOME[family], port))
    except BlockingIOError:
        pass
    return keep(label, sock, **more)


def pair(label, family, server, **more):
    near = client(label + "-near", family, server.getsockname()[1], **more)
    return near, keep(label + "-far", server.accept()[0])


def fill(sock):
    """Sends until neither the peer's buffer nor the own one takes more."""
    sock.setblocking(False)
    for _ in range(20):
        try:
            while True:
                sock.send(b"x" * 65536)
        except BlockingIOError:
            time.sleep(0.02)


def listeners():
    v4 = listener("listen-v4", V4, 5001, 7)
    v6 = listener("listen-v6", V6, 5001, 9, v6only=1)
    both = listener("listen-both", V6, 5002, 11, address="::", v6only=0)
    crowded = listener("crowded", V4, 5003, 4)
    for number in range(3):
        client(f"waiting-{number}", V4, 5003)
    twin = (socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    for number in range(2):
        listener(f"twin-{number}", V4, 5004, options=[twin])
    device = (socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo\0")
    listener("on-lo-v4", V4, 5005, address="0.0.0.0", options=[device], interface="lo")
    listener("on-lo-v6", V6, 5006, address="::", v6only=1, options=[device], interface="lo")
    return v4, v6, both, crowded


def quiet_states(v4, v6, both):
    pair("v4", V4, v4)
    pair("v6", V6, v6)
    near = client("mapped-near", V6, 5002, address="::ffff:127.0.0.1", v4Mapped=True)
    keep("mapped-far", both.accept()[0], v4Mapped=True)
    near.send(b"five!")  # stays in the far end's queue
    alive = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
             (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 900)]
    pair("keepalive", V4, v4, options=alive)
    near, _ = pair("half-closed", V4, v4)
    near.shutdown(socket.SHUT_WR)  # FIN_WAIT2 with a process, CLOSE_WAIT
    near, _ = pair("orphaned", V6, v6)
    held.remove(near)
    known[:] = [each for each in known if each["label"] != "orphaned-near"]
    near.close()  # FIN_WAIT2 that nobody has
    near, far = pair("gone", V4, v4)
    for sock in (near, far):
        held.remove(sock)
        sock.close()  # TIME_WAIT at the near end
    known[:] = [each for each in known if not each["label"].startswith("gone")]


def stuck_states():
    small = (socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow = listener("slow", V4, 5007, options=[small])
    near, _ = pair("fin-wait-1", V4, slow)
    fill(near)
    near.shutdown(socket.SHUT_WR)
    near, far = pair("closing", V4, slow)
    fill(near)
    near.shutdown(socket.SHUT_WR)
    far.shutdown(socket.SHUT_WR)
    near, far = pair("last-ack", V4, slow, options=[small])
    near.shutdown(socket.SHUT_WR)
    fill(far)
    far.shutdown(socket.SHUT_WR)
    full = listener("full", V4, 5008, 0)
    client("fills", V4, 5008)
    client("syn-sent", V4, 5008, wait=False)
    defer = (socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 100)
    listener("deferring", V4, 5009, options=[defer])
    client("deferred", V4, 5009)
    for family, port in ((V4, 5010), (V6, 5011)):
        sock = socket.socket(family, TCP)
        sock.bind((HOME[family], port))
        keep("bound", sock)
    return full


def datagrams():
    for family in (V4, V6):
        sock = socket.socket(family, UDP)
        sock.bind((ANY[family], 5020 + family))
        keep("udp-bound", sock)
        peer = socket.socket(family, UDP)
        peer.connect((HOME[family], 5020 + family))
        keep("udp-connected", peer)
        peer.send(b"unread")
    only = socket.socket(V6, UDP)
    only.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    only.bind(("::1", 5040))
    keep("udp-v6only", only)
    bound = socket.socket(V4, UDP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo\0")
    bound.bind(("0.0.0.0", 5041))
    keep("udp-on-lo", bound, interface="lo")


def strangers():
    for number, uid in enumerate((4242, 4294967294)):
        os.seteuid(uid)
        sock = listener("stranger", V4, 5050 + number)
        client("stranger-waiting", V4, 5050 + number)
        os.seteuid(0)
    given = listener("given", V6, 5060)
    os.fchown(given.fileno(), 12345, -1)
    known[-1]["uid"] = 12345


v4, v6, both, _ = listeners()
quiet_states(v4, v6, both)
stuck_states()
datagrams()
strangers()
print(json.dumps(known))
print("ready", flush=True)
sys.stdin.read()
