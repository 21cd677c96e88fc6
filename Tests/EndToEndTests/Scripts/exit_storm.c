// Forks COUNT children as fast as it can in each of WORKERS processes; each child ends at once with
// status 3. What waits is reaped in between, so that no limit of processes is met.
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int work(long count) {
  int alive = 0;
  for (long made = 0; made < count; made++) {
    pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) _exit(3);
    if (++alive == 32) {
      while (alive > 0 && wait(0) > 0) alive--;
    }
  }
  while (wait(0) > 0) {
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  long count = atol(argv[1]);
  long workers = atol(argv[2]);
  for (long worker = 0; worker < workers; worker++) {
    if (fork() == 0) _exit(work(count));
  }
  int failed = 0;
  int status = 0;
  while (wait(&status) > 0) failed |= status;
  return failed != 0;
}
