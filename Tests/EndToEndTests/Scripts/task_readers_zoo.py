"""Tasks of user 65534 that it may and may not read, and what the kernel itself says: whether a
process with that user's ids and no capability can read /proc/PID/io. Argument: a folder for programs.
"""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time

folder = sys.argv[1]
# So that the processes below are ended, too.
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
USER = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def program(name, mode, uid=0, gid=0):
    path = os.path.join(folder, name)
    shutil.copy("/bin/sleep", path)
    os.chown(path, uid, gid)
    os.chmod(path, mode)
    return path


commands = {
    "ordinary": USER + ["sleep", "1000"],
    "with other groups": ["setpriv", "--reuid=65534", "--regid=65534", "--groups=1,2",
                          "sleep", "1000"],
    "set-user-ID root": USER + [program("suid", 0o4755), "1000"],
    "set-user-ID of another user": USER + [program("suid2", 0o4755, uid=1234), "1000"],
    "set-group-ID": USER + [program("sgid", 0o2755, gid=1234), "1000"],
    "set-user-ID of its own": USER + [program("own", 0o4755, uid=65534), "1000"],
    "a program that it cannot read": USER + [program("closed", 0o711), "1000"],
    "with a capability": ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                          "--inh-caps=+net_raw", "--ambient-caps=+net_raw", "sleep", "1000"],
    "of another group": ["setpriv", "--reuid=65534", "--regid=1234", "--clear-groups",
                         "sleep", "1000"],
    "of another real user": ["setpriv", "--ruid=1234", "--euid=65534", "--regid=65534",
                             "--clear-groups", "sleep", "1000"],
    "root's": ["sleep", "1000"],
    "in a user namespace": USER + ["unshare", "-U", "sleep", "1000"],
    "in a user namespace as its root": USER + ["unshare", "-Ur", "sleep", "1000"],
}
processes = {name: subprocess.Popen(command) for name, command in commands.items()}


class NotDumpable:
    """A process that made itself unreadable for its own user."""

    def __init__(self):
        ready, done = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.setgroups([])
            os.setresgid(65534, 65534, 65534)
            os.setresuid(65534, 65534, 65534)
            ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
            os.write(done, b"x")
            time.sleep(1000)
        os.read(ready, 1)

    def kill(self):
        os.kill(self.pid, 9)


def comm(pid):
    with open(f"/proc/{pid}/comm") as file:
        return file.read().strip()


# Until each runs the program that it is named for.
deadline = time.monotonic() + 60
own = comm(os.getpid())
for process in processes.values():
    while comm(process.pid) in (own, "setpriv", "unshare") and time.monotonic() < deadline:
        time.sleep(0.01)
processes["not dumpable"] = NotDumpable()


def can_read(pid):
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)
        try:
            with open(f"/proc/{pid}/io") as file:
                file.read()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


print(json.dumps([
    {"name": name, "pid": process.pid, "readable": can_read(process.pid)}
    for name, process in processes.items()]))
print("ready", flush=True)
try:
    time.sleep(1000)
finally:
    for process in processes.values():
        process.kill()
