"""A process that has worked and sleeps now, with threads that live and one that has ended.

Usage: tasks_zoo.py FOLDER [COMMAND]

Prints {"pid", "tids", "threadIo"} and "ready", and then does nothing until it is ended.
"""

import ctypes
import json
import os
import sys
import threading
import time

folder = sys.argv[1]
libc = ctypes.CDLL(None)
if len(sys.argv) > 2:
    # PR_SET_NAME; any bytes.
    libc.prctl(15, os.fsencode(sys.argv[2]), 0, 0, 0)


def work(name, calls):
    """Some processor time, and I/O of a number of calls that is no multiple of 1024."""
    until = time.thread_time() + 0.05
    while time.thread_time() < until:
        sum(range(1000))
    path = os.path.join(folder, name)
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR)
    for _ in range(calls):
        os.write(descriptor, b"x" * 77)
    os.fsync(descriptor)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.lseek(descriptor, 0, os.SEEK_SET)
    while os.read(descriptor, 65536):
        pass
    os.close(descriptor)


held = threading.Event()
numbers = []


def live(name, calls, done):
    numbers.append(threading.get_native_id())
    work(name, calls)
    done.set()
    held.wait()


ended = threading.Thread(target=work, args=("ended", 1500))
ended.start()
ended.join()
for place in range(2):
    done = threading.Event()
    threading.Thread(target=live, args=(f"thread{place}", 700 + place, done), daemon=True).start()
    done.wait()
work("leader", 1234)
# What it did so far is done, and what comes is one line.
print(json.dumps({"pid": os.getpid(), "tids": [os.getpid(), *numbers]}))
print("ready", flush=True)
while True:
    # Not through Python's lock, whose waiters wake now and then.
    libc.pause()
