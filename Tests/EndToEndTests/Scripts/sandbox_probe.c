// Tries system calls from inside the filters of another process.
//
// sandbox_probe PID: takes the filters of the process PID from the kernel, installs them in all of
// its own threads, and makes the calls. sandbox_probe alone makes them without a filter.
//
// Each line of output is a name and the errno, 0 if the call succeeded. The arguments are such that
// a call without a filter fails or changes nothing.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_FILTERS = 8 };
static struct sock_fprog filters[MOST_FILTERS];
static int filter_count;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

// Kernels from 4.4 on give filters to a tracer with CAP_SYS_ADMIN (CONFIG_CHECKPOINT_RESTORE).
static void take_filters(pid_t pid) {
  if (ptrace(PTRACE_SEIZE, pid, 0, 0) != 0) fail("PTRACE_SEIZE");
  if (ptrace(PTRACE_INTERRUPT, pid, 0, 0) != 0) fail("PTRACE_INTERRUPT");
  if (waitpid(pid, NULL, __WALL) != pid) fail("waitpid");
  for (; filter_count < MOST_FILTERS; filter_count++) {
    long count = ptrace(PTRACE_SECCOMP_GET_FILTER, pid, filter_count, 0);
    if (count < 0 && errno == ENOENT) break;
    if (count < 0) fail("PTRACE_SECCOMP_GET_FILTER");
    struct sock_filter *code = calloc((size_t)count, sizeof *code);
    if (ptrace(PTRACE_SECCOMP_GET_FILTER, pid, filter_count, code) < 0) fail("GET_FILTER");
    filters[filter_count].len = (unsigned short)count;
    filters[filter_count].filter = code;
  }
  if (ptrace(PTRACE_DETACH, pid, 0, 0) != 0) fail("PTRACE_DETACH");
  if (filter_count == 0) {
    fprintf(stderr, "%d has no filter\n", pid);
    exit(1);
  }
}

static pthread_barrier_t started, installed, tried;
static int thread_errno;

// A thread that exists before the filter is installed.
static void *other_thread(void *unused) {
  // glibc begins a thread with calls that a filter may refuse.
  pthread_barrier_wait(&started);
  pthread_barrier_wait(&installed);
  thread_errno = syscall(SYS_ptrace, PTRACE_CONT, 0, 0, 0) < 0 ? errno : 0;
  pthread_barrier_wait(&tried);
  return unused;
}

static char text[8192];
static size_t used;

static void note(const char *name, long result) {
  int error = result < 0 ? errno : 0;
  used += (size_t)snprintf(text + used, sizeof text - used, "%s %d\n", name, error);
}

// Some threads and processes would run on.
static void note_child(const char *name, long result) {
  if (result == 0) _exit(0);
  note(name, result);
}

#define TRY(name, ...) note(name, syscall(__VA_ARGS__))

static void try_all(void) {
  static const char path[] = "/no/such/file";
  static const char *const arguments[] = {"/no/such/program", NULL};
  void *const page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  // What the agent and its surveyors need.
  TRY("getpid", SYS_getpid);
  TRY("openat-read", SYS_openat, AT_FDCWD, "/proc/self/status", O_RDONLY | O_CLOEXEC);
  TRY("mmap", SYS_mmap, NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  // What a surveyor need not, once it has begun.
  TRY("socket-unix", SYS_socket, AF_UNIX, SOCK_STREAM, 0);
  TRY("socket-netlink", SYS_socket, AF_NETLINK, SOCK_RAW, 0);
  TRY("execve", SYS_execve, arguments[0], arguments, NULL);
  note_child("clone", syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
  TRY("setns-network", SYS_setns, -1, CLONE_NEWNET);
  TRY("bpf-load", SYS_bpf, 5, NULL, 0);
  TRY("openat2", SYS_openat2, AT_FDCWD, path, NULL, 0);
  TRY("capset", SYS_capset, NULL, NULL);
  TRY("prctl-no-new-privileges", SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  TRY("openat-pressure", SYS_openat, AT_FDCWD, path, O_RDWR | O_NONBLOCK | O_CLOEXEC);

  // What only an agent does that may open sockets later.
  TRY("bind", SYS_bind, -1, NULL, 0);
  TRY("listen", SYS_listen, -1, 1);
  TRY("fchownat", SYS_fchownat, -1, "", -1, -1, AT_EMPTY_PATH);
  TRY("mkdirat", SYS_mkdirat, -1, "x", 0755);
  TRY("openat-lock", SYS_openat, -1, "x", O_RDWR | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0600);

  // What none of them does.
  TRY("ptrace", SYS_ptrace, PTRACE_CONT, 0, 0, 0);
  TRY("process_vm_writev", SYS_process_vm_writev, getpid(), NULL, 0, NULL, 0, 0);
  TRY("process_vm_readv", SYS_process_vm_readv, getpid(), NULL, 0, NULL, 0, 0);
  TRY("init_module", SYS_init_module, NULL, 0, NULL);
  TRY("finit_module", SYS_finit_module, -1, NULL, 0);
  TRY("delete_module", SYS_delete_module, NULL, 0);
  TRY("mount", SYS_mount, NULL, NULL, NULL, 0, NULL);
  TRY("umount2", SYS_umount2, NULL, 0);
  TRY("move_mount", SYS_move_mount, -1, NULL, -1, NULL, 0);
  TRY("fsopen", SYS_fsopen, NULL, 0);
  TRY("pivot_root", SYS_pivot_root, NULL, NULL);
  TRY("chroot", SYS_chroot, NULL);
  TRY("unshare", SYS_unshare, 0);
  note_child("clone-user-namespace", syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
  TRY("setns-any", SYS_setns, -1, 0);
  TRY("kexec_load", SYS_kexec_load, 0, 0, NULL, ~0UL);
  TRY("reboot", SYS_reboot, 0, 0, 0, NULL);
  TRY("swapon", SYS_swapon, NULL, 0);
  TRY("socket-inet", SYS_socket, AF_INET, SOCK_STREAM, 0);
  TRY("socket-inet6", SYS_socket, AF_INET6, SOCK_DGRAM, 0);
  TRY("socket-packet", SYS_socket, AF_PACKET, SOCK_RAW, 0);
  TRY("socket-netlink-xfrm", SYS_socket, AF_NETLINK, SOCK_RAW, 6);
  TRY("openat-write", SYS_openat, AT_FDCWD, path, O_WRONLY);
  TRY("openat-create", SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL, 0600);
  TRY("openat-truncate", SYS_openat, AT_FDCWD, path, O_RDONLY | O_TRUNC);
  TRY("open_by_handle_at", SYS_open_by_handle_at, -1, NULL, 0);
  TRY("truncate", SYS_truncate, NULL, 0);
  TRY("renameat2", SYS_renameat2, -1, NULL, -1, NULL, 0);
  TRY("linkat", SYS_linkat, -1, NULL, -1, NULL, 0);
  TRY("symlinkat", SYS_symlinkat, NULL, -1, NULL);
  TRY("mknodat", SYS_mknodat, -1, NULL, 0, 0);
  TRY("fchmod-set-user-id", SYS_fchmod, -1, 04755);
  TRY("setxattr", SYS_setxattr, NULL, NULL, NULL, 0, 0);
  TRY("execveat", SYS_execveat, -1, "", NULL, NULL, AT_EMPTY_PATH);
  TRY("bpf-map", SYS_bpf, 0, NULL, 0);
  TRY("bpf-attach", SYS_bpf, 8, NULL, 0);
  TRY("perf_event_open", SYS_perf_event_open, NULL, 0, -1, -1, 0);
  TRY("io_uring_setup", SYS_io_uring_setup, 0, NULL);
  TRY("userfaultfd", SYS_userfaultfd, -1);
  TRY("memfd_create", SYS_memfd_create, NULL, 0);
  TRY("keyctl", SYS_keyctl, -1, 0, 0, 0, 0);
  TRY("add_key", SYS_add_key, NULL, NULL, NULL, 0, 0);
  TRY("setresuid", SYS_setresuid, -1, -1, -1);
  TRY("setgroups", SYS_setgroups, -1, NULL);
  TRY("sethostname", SYS_sethostname, NULL, -1);
  TRY("settimeofday", SYS_settimeofday, NULL, NULL);
  TRY("kill", SYS_kill, getpid(), 0);
  TRY("prctl-dumpable", SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
  TRY("prctl-securebits", SYS_prctl, PR_SET_SECUREBITS, 0, 0, 0, 0);
  TRY("mmap-executable", SYS_mmap, NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  TRY("mprotect-executable", SYS_mprotect, page, 4096, PROT_READ | PROT_EXEC);
  TRY("ioctl-type", SYS_ioctl, -1, 0x5412, "");
  TRY("setsockopt-filter", SYS_setsockopt, -1, SOL_SOCKET, SO_ATTACH_FILTER, NULL, 0);
  TRY("prlimit-set", SYS_prlimit64, 0, 99, page, NULL);

  // For this, glibc has another way.
  TRY("clone3", SYS_clone3, NULL, 0);
}

int main(int count, char **words) {
  pthread_t thread;
  if (count > 1) take_filters(atoi(words[1]));
  pthread_barrier_init(&started, NULL, 2);
  pthread_barrier_init(&installed, NULL, 2);
  pthread_barrier_init(&tried, NULL, 2);
  if (pthread_create(&thread, NULL, other_thread, NULL) != 0) fail("pthread_create");
  pthread_barrier_wait(&started);
  if (count > 1 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("PR_SET_NO_NEW_PRIVS");
  for (int index = 0; index < filter_count; index++) {
    long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC,
                          &filters[index]);
    if (result != 0) fail("seccomp");
  }
  pthread_barrier_wait(&installed);
  pthread_barrier_wait(&tried);
  try_all();
  used += (size_t)snprintf(text + used, sizeof text - used, "ptrace-in-thread %d\n", thread_errno);
  used += (size_t)snprintf(text + used, sizeof text - used, "filters %d\n", filter_count);
  return write(1, text, used) == (ssize_t)used ? 0 : 1;
}
