"""Sockets held in every way there is, and some that no descriptor leads to.

Prints what it knows as one line of JSON, then "ready", and holds all until stdin ends.
"""

import array
import ctypes
import json
import os
import socket
import sys
import threading
import time

libc = ctypes.CDLL(None, use_errno=True)
CLONE_FILES = 0x400
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
SYS_GETTID, SYS_EXIT, SYS_IO_URING_SETUP, SYS_IO_URING_REGISTER = 186, 60, 425, 427
held, known, children = [], [], []
hold = threading.Event()


def listener():
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    sock.listen(5)
    return sock


def unix():
    sock = socket.socket(socket.AF_UNIX)
    sock.bind(b"\0owners-%d-%d" % (os.getpid(), len(held)))
    sock.listen(5)
    return sock


def inode(descriptor):
    return os.fstat(descriptor).st_ino


def holder(*descriptors, pid=None, tid=None):
    text = f"{pid or os.getpid()}"
    return f"{text}/{tid}" if tid else text, sorted(descriptors)


def note(label, number, *holders, **more):
    known.append({"label": label, "inode": number, "holders": dict(holders), **more})


def end_with_parent():
    libc.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0)


def child(run):
    """Runs in a forked child what writes its findings, and holds them there."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        # Nothing of the parent's; not even what was made for siblings.
        for sock in held:
            sock.close()
        end_with_parent()
        run(os.fdopen(writing, "w"))
        time.sleep(3600)
        os._exit(0)
    os.close(writing)
    children.append(pid)
    with os.fdopen(reading) as lines:
        return pid, json.loads(lines.readline())


def answer(stream, value):
    stream.write(json.dumps(value) + "\n")
    stream.flush()


def plain(make):
    sock = make()
    held.append(sock)
    note(f"plain {make.__name__}", inode(sock.fileno()), holder(sock.fileno()))


def duplicated():
    sock = listener()
    more = [os.dup(sock.fileno()) for _ in range(2)]
    held.append(sock)
    # Later children must not inherit them.
    held.extend(socket.socket(fileno=number) for number in more)
    note("duplicated", inode(sock.fileno()), holder(sock.fileno(), *more))


def forked():
    sock = listener()
    number = sock.fileno()
    pid, _ = child(lambda stream: answer(stream, 0))
    held.append(sock)
    note("forked", inode(number), holder(number), holder(number, pid=pid))


def thread_with_table():
    done = threading.Event()

    def run():
        if libc.unshare(CLONE_FILES) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        # What all threads had, this one's table has now, too; it is not the topic.
        own = listener()
        os.closerange(3, own.fileno())
        os.closerange(own.fileno() + 1, 1024)
        tid = libc.syscall(SYS_GETTID)
        note("own table", inode(own.fileno()), holder(own.fileno(), tid=tid))
        done.set()
        hold.wait()

    threading.Thread(target=run, daemon=True).start()
    done.wait()


def exited_leader(stream):
    def run():
        sock = listener()
        tid = libc.syscall(SYS_GETTID)
        # Until the leader has ended, and is a zombie.
        while not open(f"/proc/{os.getpid()}/stat").read().rpartition(")")[2].startswith(" Z"):
            time.sleep(0.005)
        answer(stream, [inode(sock.fileno()), sock.fileno(), tid])
        # Several threads with one table: it is one holder.
        threading.Thread(target=time.sleep, args=(3600,)).start()
        time.sleep(3600)

    threading.Thread(target=run).start()
    libc.syscall(SYS_EXIT, 0)


def send(stream, sock):
    numbers = array.array("i", [sock.fileno()])
    stream.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, numbers)])


def passed():
    near, far = socket.socketpair()

    def run(stream):
        near.close()
        _, ancillary, _, _ = far.recvmsg(1, 64)
        numbers = array.array("i")
        numbers.frombytes(ancillary[0][2][:4])
        answer(stream, numbers[0])

    sock = listener()
    number = inode(sock.fileno())
    send(near, sock)
    sock.close()
    pid, descriptor = child(run)
    far.close()
    held.append(near)
    note("passed", number, holder(descriptor, pid=pid))


def in_flight(make):
    near, far = socket.socketpair()
    sock = make()
    send(near, sock)
    note(f"in flight {make.__name__}", inode(sock.fileno()), reason="notFound")
    sock.close()
    held.extend([near, far])


def ring():
    parameters = (ctypes.c_char * 120)()
    descriptor = libc.syscall(SYS_IO_URING_SETUP, 4, parameters)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "io_uring_setup")
    sock = listener()
    numbers = (ctypes.c_int * 1)(sock.fileno())
    if libc.syscall(SYS_IO_URING_REGISTER, descriptor, 2, numbers, 1) < 0:
        raise OSError(ctypes.get_errno(), "io_uring_register")
    note("ring", inode(sock.fileno()), reason="notFound")
    sock.close()
    return descriptor


def hostile(name):
    def run(stream):
        libc.prctl(PR_SET_NAME, name, 0, 0, 0)
        sock = listener()
        held.append(sock)
        answer(stream, [inode(sock.fileno()), sock.fileno()])

    pid, (number, descriptor) = child(run)
    note("hostile", number, holder(descriptor, pid=pid), command=name.hex())


def nobody():
    def run(stream):
        os.setgroups([])
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)
        end_with_parent()
        sock = listener()
        held.append(sock)
        answer(stream, [inode(sock.fileno()), sock.fileno()])

    pid, (number, descriptor) = child(run)
    note("nobody", number, holder(descriptor, pid=pid), uid=65534)


def without_inode():
    server = listener()
    port = server.getsockname()[1]
    held.append(server)

    def connect():
        sock = socket.create_connection(("127.0.0.1", port))
        return sock, sock.getsockname()[1]

    # The client's end is shut down and closed, the server's end stays: FIN_WAIT2.
    near, local = connect()
    held.append(server.accept()[0])
    near.close()
    known.append({"label": "closed", "localPort": local, "reason": "closed"})
    # Both ends closed, the client's first.
    near, local = connect()
    far, _ = server.accept()
    near.close()
    far.close()
    known.append({"label": "timeWait", "localPort": local, "reason": "timeWait"})
    near, local = connect()
    held.append(near)
    known.append({"label": "notAccepted", "remotePort": local, "reason": "notAccepted"})


without_inode()
plain(listener)
plain(unix)
duplicated()
forked()
in_flight(listener)
in_flight(unix)
ring_descriptor = ring()
leader, (number, descriptor, tid) = child(exited_leader)
note("exited leader", number, holder(descriptor, pid=leader, tid=tid))
passed()
for text in (b") R 1 (\n", b"\xff\xfe)\\\"", b"(((", b"a b\tc"):
    hostile(text)
nobody()
thread_with_table()

print(json.dumps(known), flush=True)
print("ready", flush=True)
sys.stdin.read()
for pid in children:
    os.kill(pid, 9)
os._exit(0)
