// Ends in the way that its argument names.
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static void work(void) {
  for (volatile long i = 0; i < 30000000; i++) {
  }
  for (int i = 0; i < 20; i++) usleep(100);
}

static void *end(void *code) {
  work();
  if (code) _exit(*(int *)code);
  return 0;
}

static atomic_int sleepers;

static void *sleepOn(void *unused) {
  sleepers++;
  for (;;) pause();
  return unused;
}

static void limitCore(rlim_t bytes) {
  struct rlimit limit = {bytes, bytes};
  setrlimit(RLIMIT_CORE, &limit);
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  const char *way = argv[1];
  pthread_t thread;
  int seven = 7;
  if (!strcmp(way, "status")) _exit(3);
  if (!strcmp(way, "killed")) kill(getpid(), SIGKILL);
  if (!strcmp(way, "core")) {
    limitCore(1 << 20);
    abort();
  }
  if (!strcmp(way, "nocore")) {
    limitCore(0);
    raise(SIGSEGV);
  }
  if (!strcmp(way, "realtime")) raise(SIGRTMIN + 3);
  // A thread that ends, then its process.
  if (!strcmp(way, "thread")) {
    pthread_create(&thread, 0, end, 0);
    pthread_join(thread, 0);
    _exit(4);
  }
  // A process that ends, and its threads with it.
  if (!strcmp(way, "group")) {
    for (int i = 0; i < 2; i++) pthread_create(&thread, 0, sleepOn, 0);
    while (sleepers < 2) sched_yield();
    _exit(5);
  }
  // The first thread ends before the last one does, with the status of the whole.
  if (!strcmp(way, "leader")) {
    pthread_create(&thread, 0, end, &seven);
    syscall(SYS_exit, 0);
  }
  if (!strcmp(way, "bytes")) {
    prctl(PR_SET_NAME, "\xff \"\n\x1b[31m");
    _exit(0);
  }
  return 1;
}
