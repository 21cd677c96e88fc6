"""Tasks in known states in the control group whose directory is the first argument.

Prints what it knows as one line of JSON, then "ready", and ends all of them with stdin. A group
of version 1 is also asked about by a CGROUPSTATS request of our own making.
"""

import ctypes
import json
import os
import signal
import socket
import struct
import sys
import threading
import time

LIBC = ctypes.CDLL(None, use_errno=True)
children = []


def child(work):
    """Starts a child in the group; it does its work for ever."""
    pid = os.fork()
    if pid == 0:
        try:
            join("cgroup.procs" if version == 2 else "tasks", os.getpid())
            work()
        finally:
            os._exit(9)
    children.append(pid)
    return pid


def join(file, pid):
    with open(os.path.join(group, file), "w", encoding="ascii") as out:
        out.write(str(pid))


def spin():
    while True:
        pass


def read_pipe():
    os.read(os.pipe()[0], 1)


def name_like_a_stat_line():
    LIBC.prctl(15, b") R 1 (\n\xff", 0, 0, 0)
    read_pipe()


def stop_itself():
    os.kill(os.getpid(), signal.SIGSTOP)


def be_traced():
    LIBC.ptrace(0, 0, 0, 0)
    os.kill(os.getpid(), signal.SIGSTOP)


def have_threads():
    for _ in range(3):
        threading.Thread(target=read_pipe, daemon=True).start()
    read_pipe()


def wait_for_a_vfork():
    """Leaves this task uninterruptible: its child shares its memory and never lets it go on."""
    def forever(_):
        while True:
            signal.pause()

    entry = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(forever)
    stack = ctypes.create_string_buffer(1 << 20)
    top = ctypes.c_void_p(ctypes.addressof(stack) + (1 << 20) - 64)
    LIBC.clone(entry, top, 0x4000 | 0x100 | signal.SIGCHLD, None)  # CLONE_VFORK, CLONE_VM


def state(tid):
    with open(f"/proc/{tid}/stat", "rb") as file:
        return chr(file.read().rpartition(b")")[2].split()[0][0])


def threads(pid):
    return [int(tid) for tid in os.listdir(f"/proc/{pid}/task")]


def child_of(pid):
    """The one child of a process; 0 if it has none yet."""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return int((file.read().split() or [0])[0])


def settle(wanted):
    """Waits until each task is in its state."""
    for _ in range(2000):
        if all(state(pid) in letters for pid, letters in wanted):
            return
        time.sleep(0.005)
    raise SystemExit(f"never: {[(pid, state(pid), want) for pid, want in wanted]}")


def cgroupstats():
    """The five counts of CGROUPSTATS: sleeping, running, stopped, uninterruptible, io wait."""
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16)
    def ask(family, command, attribute, payload):
        padding = b"\0" * (-len(payload) % 4)
        body = struct.pack("BBHHH", command, 1, 0, 4 + len(payload), attribute)
        body += payload + padding
        sock.send(struct.pack("IHHII", 16 + len(body), family, 1, 1, 0) + body)
        return sock.recv(65536)[20:]
    answer = ask(16, 3, 2, b"TASKSTATS\0")
    family = None
    while answer:
        size, kind = struct.unpack_from("HH", answer)
        if kind == 1:
            family = struct.unpack_from("H", answer, 4)[0]
        answer = answer[size + 3 & ~3:]
    directory = os.open(group, os.O_RDONLY)
    answer = ask(family, 4, 1, struct.pack("I", directory))
    return list(struct.unpack_from("5Q", answer, 4))


def populate():
    spinner = child(spin)
    sleepers = [child(read_pipe) for _ in range(2)] + [child(lambda: time.sleep(1000))]
    sleepers.append(child(name_like_a_stat_line))
    stopped = child(stop_itself)
    traced = child(be_traced)
    zombie = child(lambda: None)
    threaded = child(have_threads)
    parent = child(wait_for_a_vfork)
    os.waitpid(traced, os.WUNTRACED)
    settle([(spinner, "R"), (stopped, "T"), (traced, "t"), (zombie, "Z"), (parent, "D")]
           + [(pid, "S") for pid in sleepers + [threaded]])
    while len(threads(threaded)) < 4 or not child_of(parent):
        time.sleep(0.005)
    settle([(tid, "S") for tid in threads(threaded) + [child_of(parent)]])
    # The child of vfork sleeps too. A zombie has left its group.
    return {"running": 1, "sleeping": len(sleepers) + 4 + 1, "stopped": 1, "traced": 1,
            "uninterruptible": 1, "zombie": 0, "idle": 0, "other": 0, "unseen": 0, "exited": 0,
            "tasks": 1 + len(sleepers) + 4 + 1 + 1 + 1 + 1}


group, version = sys.argv[1], int(sys.argv[2])
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
try:
    counts = populate()
    stats = cgroupstats() if version == 1 else None
    print(json.dumps({"proc": counts, "cgroupstats": stats, "children": children}))
    print("ready", flush=True)
    sys.stdin.read()
finally:
    listing = os.path.join(group, "cgroup.threads" if version == 2 else "tasks")
    for _ in range(400):
        with open(listing, encoding="ascii") as file:
            tasks = file.read().split()
        if not tasks:
            break
        for tid in tasks:
            try:
                os.kill(int(tid), signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.005)
