"""The benchmark's network namespace, the programs in it, and the facts about the machine."""

import contextlib
import os
import pathlib
import platform
import signal
import socket
import subprocess

# Seconds. Nothing measured here takes minutes, so a program that does hangs.
LONGEST = 900


class CannotMeasure(Exception):
    pass


def in_namespace(name, command):
    return ["ip", "netns", "exec", name, *map(str, command)]


@contextlib.contextmanager
def namespace(name):
    if subprocess.run(["ip", "netns", "add", name]).returncode != 0:
        raise CannotMeasure("cannot create a network namespace")
    try:
        subprocess.run(["ip", "-n", name, "link", "set", "lo", "up"], check=True)
        yield name
    finally:
        # Every process in it is a descendant of this one.
        left = subprocess.run(["ip", "netns", "pids", name], stdout=subprocess.PIPE, text=True)
        for pid in left.stdout.split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        subprocess.run(["ip", "netns", "del", name])


@contextlib.contextmanager
def ending(command, **streams):
    process = subprocess.Popen(command, **streams)
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        else:
            process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(path):
    with socket.socket(socket.AF_UNIX) as s:
        try:
            s.connect(str(path))
            return True
        except OSError:
            return False


def peak(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise CannotMeasure(f"no VmHWM of process {pid}")


def print_facts(options):
    model = [line for line in open("/proc/cpuinfo") if line.startswith("model name")]
    facts = {
        "kernel": f"{platform.release()} {platform.machine()}",
        "cores": f"{len(os.sched_getaffinity(0))}, {model[0].split(':')[1].strip() if model else 'model unknown'}",
        "memory": f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') >> 20} MiB",
        "load": "%.2f %.2f %.2f" % os.getloadavg(),
        "agent": f"{first_line(options.agent, '--version')}, {options.agent}",
        "client": f"{first_line(options.client, '--version')}, {options.client}",
        "ss": first_line("ss", "-V"),
        "gcc": first_line("gcc", "--version"),
    }
    for name, value in facts.items():
        print(f"{name:<8}{value}")
    if options.quick:
        print("quick: too few sockets and rounds for a verdict")
    print(flush=True)


def first_line(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=LONGEST)
    return done.stdout.partition("\n")[0]
