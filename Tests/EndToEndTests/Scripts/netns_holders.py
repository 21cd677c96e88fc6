"""Network namespaces that one thing alone holds: a thread, an open file, a socket. Prints their
inodes and "ready", and lets go of all when its input ends.
"""

import ctypes
import json
import os
import socket
import sys
import threading

CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def check(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), "unshare or setns")


def inode(path="/proc/thread-self/ns/net"):
    return os.stat(path).st_ino


home = os.open("/proc/self/ns/net", os.O_RDONLY)
known = {}

check(libc.unshare(CLONE_NEWNET))
known["socket"] = inode()
listener = socket.socket()
listener.bind(("0.0.0.0", 4242))
listener.listen(1)
check(libc.setns(home, CLONE_NEWNET))

check(libc.unshare(CLONE_NEWNET))
known["descriptor"] = inode()
held = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
check(libc.setns(home, CLONE_NEWNET))

done = threading.Event()
is_there = threading.Event()


def stay():
    check(libc.unshare(CLONE_NEWNET))
    known["thread"] = inode()
    is_there.set()
    done.wait()


thread = threading.Thread(target=stay)
thread.start()
is_there.wait()
print(json.dumps(known))
print("ready", flush=True)
sys.stdin.read()
done.set()
