"""One process id used again and again, each time by a process with a socket and a name of its own.

Prints the id as one line of JSON, then "ready", and "done" after so many cycles, and goes on. The socket of
cycle N has the abstract name reuse-N, and its process the name rN; another process keeps the
socket for a while.
"""

import array
import collections
import ctypes
import errno
import itertools
import json
import os
import random
import socket
import struct
import sys
import time

SYS_CLONE3, PR_SET_NAME, PR_SET_PDEATHSIG, SIGCHLD = 435, 15, 1, 17
libc = ctypes.CDLL(None, use_errno=True)
with open("/proc/sys/kernel/pid_max") as file:
    # Far from where the kernel gives ids out, unless it has just come around.
    pid = int(file.read()) - random.randrange(100, 2000)
set_tid = (ctypes.c_int * 1)(pid)


def keep(stream):
    """Keeps the last sockets that come."""
    kept = collections.deque(maxlen=300)
    while True:
        _, ancillary, _, _ = stream.recvmsg(1, 64)
        if not ancillary:
            os._exit(0)
        numbers = array.array("i")
        numbers.frombytes(ancillary[0][2][:4])
        kept.append(socket.socket(fileno=numbers[0]))


def clone():
    arguments = struct.pack("11Q", 0, 0, 0, 0, SIGCHLD, 0, 0, 0, ctypes.addressof(set_tid), 1, 0)
    result = libc.syscall(SYS_CLONE3, ctypes.c_char_p(arguments), len(arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), "clone3")
    return result


near, far = socket.socketpair()
if os.fork() == 0:
    libc.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0)
    near.close()
    keep(far)
far.close()
print(json.dumps({"pid": pid}), flush=True)
print("ready", flush=True)
for cycle in itertools.count():
    if cycle == int(sys.argv[1]):
        print("done", flush=True)
    while True:
        try:
            started = clone()
            break
        except OSError as error:
            if error.errno != errno.EEXIST:
                raise
            time.sleep(0.001)
    if started == 0:
        libc.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0)
        libc.prctl(PR_SET_NAME, b"r%d" % cycle, 0, 0, 0)
        sock = socket.socket(socket.AF_UNIX)
        sock.bind(b"\0reuse-%d" % cycle)
        numbers = array.array("i", [sock.fileno()])
        near.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, numbers)])
        time.sleep(random.random() * 0.012)
        os._exit(0)
    os.waitpid(started, 0)
