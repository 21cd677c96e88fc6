// The kernel's UAPI headers, and functions that Glibc's Swift module lacks, since Swift cannot
// import variadic functions and glibc declares some functions only with _GNU_SOURCE.
// Header only: nothing here is compiled on its own.
#pragma once

#include <linux/bpf.h>
#include <linux/cgroupstats.h>
#include <linux/genetlink.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/inet_diag.h>
#include <linux/kcmp.h>
#include <linux/magic.h>
#include <linux/netlink.h>
#include <linux/nsfs.h>
#include <linux/openat2.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/sockios.h>
#include <linux/taskstats.h>
#include <linux/unix_diag.h>
#include <malloc.h>
#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/vfs.h>

extern int accept4(int fd, void *address, unsigned int *length, int flags);
// sem_t and struct timespec: with their headers this module would take the types from Glibc's.
extern int sem_clockwait(void *semaphore, int clock, const void *deadline);
extern long syscall(long number, ...);
extern const char *strerrorname_np(int error);
extern const char *strerrordesc_np(int error);
extern const char *sigabbrev_np(int signal);

// SO_PASSRIGHTS of asm-generic/socket.h, Linux 6.16: 0 makes the kernel refuse descriptors that a
// peer sends.
enum { CLINUX_SO_PASSRIGHTS = 83 };

// O_PATH and AT_EMPTY_PATH of open(2), which glibc declares only with _GNU_SOURCE.
enum { CLINUX_O_PATH = 010000000, CLINUX_AT_EMPTY_PATH = 0x1000 };

// struct ucred of unix(7), which glibc declares only with _GNU_SOURCE.
struct clinux_ucred {
  int32_t pid;
  uint32_t uid;
  uint32_t gid;
};

static inline int clinux_accept4(int fd, int flags) { return accept4(fd, NULL, NULL, flags); }

static inline int clinux_openat(int directory, const unsigned char *name, int flags) {
  return (int)syscall(SYS_openat, directory, name, flags, 0);
}

static inline int clinux_openat2(int directory, const unsigned char *path, uint64_t flags,
                                 uint64_t resolve) {
  struct open_how how = {.flags = flags, .mode = 0, .resolve = resolve};
  return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

static inline int clinux_memfd(const char *name) {
  return (int)syscall(SYS_memfd_create, name, 1u /* MFD_CLOEXEC */);
}

static inline long clinux_getdents64(int directory, void *buffer, unsigned long size) {
  return syscall(SYS_getdents64, directory, buffer, size);
}

static inline int clinux_kcmp_files(int32_t one, int32_t other) {
  return (int)syscall(SYS_kcmp, one, other, KCMP_FILES, 0, 0);
}

// bpf(2) takes a union with unnamed structs, which Swift cannot import.
static inline int clinux_bpf_load_iterator(const void *instructions, uint32_t count,
                                           uint32_t function, const char *license) {
  union bpf_attr attributes = {
      .prog_type = BPF_PROG_TYPE_TRACING,
      .insn_cnt = count,
      .insns = (uintptr_t)instructions,
      .license = (uintptr_t)license,
      .expected_attach_type = BPF_TRACE_ITER,
      .attach_btf_id = function,
  };
  return (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof attributes);
}

static inline int clinux_bpf_link_iterator(int program) {
  union bpf_attr attributes = {
      .link_create = {.prog_fd = (uint32_t)program, .attach_type = BPF_TRACE_ITER},
  };
  return (int)syscall(SYS_bpf, BPF_LINK_CREATE, &attributes, sizeof attributes);
}

static inline int clinux_bpf_open_iterator(int link) {
  union bpf_attr attributes = {.iter_create = {.link_fd = (uint32_t)link}};
  return (int)syscall(SYS_bpf, BPF_ITER_CREATE, &attributes, sizeof attributes);
}

// System call numbers of pidfd_open(2) and pidfd_getfd(2), and socket options of
// asm-generic/socket.h that older headers lack: SO_NETNS_COOKIE of Linux 5.14, SO_PEERPIDFD of 6.5.
enum {
  CLINUX_PIDFD_OPEN = 434,
  CLINUX_PIDFD_GETFD = 438,
  CLINUX_SO_NETNS_COOKIE = 71,
  CLINUX_SO_PEERPIDFD = 77,
};

// CLONE_NEWNET of linux/sched.h. That header conflicts with glibc's sched.h.
enum { CLINUX_CLONE_NEWNET = 0x40000000 };

static inline int clinux_enter_network_namespace(int fd) {
  return (int)syscall(SYS_setns, fd, CLINUX_CLONE_NEWNET);
}

static inline int clinux_namespace_type(int fd) { return ioctl(fd, NS_GET_NSTYPE); }

// CLONE_NEWPID of linux/sched.h, and two requests of linux/nsfs.h since Linux 6.11:
// NS_GET_PID_FROM_PIDNS and NS_GET_PID_IN_PIDNS.
enum { CLINUX_CLONE_NEWPID = 0x20000000 };

static inline int clinux_parent_namespace(int fd) { return ioctl(fd, NS_GET_PARENT); }

static inline int clinux_pid_from_namespace(int fd, int pid) {
  return ioctl(fd, _IOR(NSIO, 0x6, int), pid);
}

static inline int clinux_pid_in_namespace(int fd, int pid) {
  return ioctl(fd, _IOR(NSIO, 0x8, int), pid);
}

static inline int clinux_socket_namespace(int fd) { return ioctl(fd, SIOCGSKNS); }

static inline int clinux_pidfd_open(int pid) { return (int)syscall(CLINUX_PIDFD_OPEN, pid, 0); }

static inline int clinux_pidfd_getfd(int pidfd, int fd) {
  return (int)syscall(CLINUX_PIDFD_GETFD, pidfd, fd, 0);
}

// struct ifreq of netdevice(7), with the members that SIOCGIFNAME uses.
struct clinux_ifreq {
  char name[16];
  uint32_t index;
  char unused[20];
};

static inline int clinux_interface_name(int fd, uint32_t index, char name[16]) {
  struct clinux_ifreq request = {.index = index};
  int result = ioctl(fd, SIOCGIFNAME, &request);
  if (result == 0) memcpy(name, request.name, sizeof request.name);
  return result;
}

// One message of a Unix socket with at most one descriptor: SCM_RIGHTS of unix(7). These are
// struct iovec, msghdr and cmsghdr: with sys/socket.h this module would take its types from Glibc's.
struct clinux_iovec {
  void *base;
  unsigned long count;
};

struct clinux_message {
  void *name;
  int name_size;
  struct clinux_iovec *parts;
  unsigned long part_count;
  void *control;
  unsigned long control_size;
  int flags;
};

struct clinux_rights {
  unsigned long size;
  int level;
  int type;
  int descriptor;
  int padding;
};

enum {
  CLINUX_RIGHTS_SIZE = offsetof(struct clinux_rights, padding),
  CLINUX_SOL_SOCKET = 1,
  CLINUX_SCM_RIGHTS = 1,
  CLINUX_MSG_NOSIGNAL = 0x4000,
  CLINUX_MSG_CMSG_CLOEXEC = 0x40000000,
};

static inline long clinux_send_message(int fd, const void *bytes, unsigned long count,
                                       int descriptor) {
  struct clinux_iovec part = {(void *)bytes, count};
  struct clinux_rights rights = {CLINUX_RIGHTS_SIZE, CLINUX_SOL_SOCKET, CLINUX_SCM_RIGHTS,
                                 descriptor, 0};
  struct clinux_message message = {.parts = &part, .part_count = 1};
  if (descriptor >= 0) {
    message.control = &rights;
    message.control_size = sizeof rights;
  }
  return syscall(SYS_sendmsg, fd, &message, CLINUX_MSG_NOSIGNAL);
}

// *descriptor becomes -1 if none came. The kernel closes descriptors for which there is no room.
static inline long clinux_receive_message(int fd, void *bytes, unsigned long count,
                                          int *descriptor) {
  struct clinux_iovec part = {bytes, count};
  struct clinux_rights rights = {0};
  struct clinux_message message = {
      .parts = &part, .part_count = 1, .control = &rights, .control_size = CLINUX_RIGHTS_SIZE};
  long got = syscall(SYS_recvmsg, fd, &message, CLINUX_MSG_CMSG_CLOEXEC);
  int has_one = got >= 0 && message.control_size >= CLINUX_RIGHTS_SIZE &&
                rights.size == CLINUX_RIGHTS_SIZE && rights.level == CLINUX_SOL_SOCKET &&
                rights.type == CLINUX_SCM_RIGHTS;
  *descriptor = has_one ? rights.descriptor : -1;
  return got;
}

// Constants of linux/capability.h, linux/prctl.h and linux/seccomp.h.
enum {
  CLINUX_CAPABILITY_VERSION_3 = 0x20080522,
  CLINUX_PR_SET_DUMPABLE = 4,
  CLINUX_PR_CAPBSET_DROP = 24,
  CLINUX_PR_SET_NO_NEW_PRIVS = 38,
  CLINUX_PR_CAP_AMBIENT = 47,
  CLINUX_PR_CAP_AMBIENT_RAISE = 2,
  CLINUX_PR_CAP_AMBIENT_CLEAR_ALL = 4,
  CLINUX_SECCOMP_SET_MODE_FILTER = 1,
  CLINUX_SECCOMP_FILTER_FLAG_TSYNC = 1,
  CLINUX_SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4,
};

// struct __user_cap_header_struct of linux/capability.h.
struct clinux_capability_header {
  uint32_t version;
  int32_t pid;
};

// The words are those of two struct __user_cap_data_struct: the lower halves of the effective,
// permitted and inheritable set, and then the upper halves.
static inline int clinux_capget(uint32_t words[6]) {
  struct clinux_capability_header header = {CLINUX_CAPABILITY_VERSION_3, 0};
  return (int)syscall(SYS_capget, &header, words);
}

static inline int clinux_capset(const uint32_t words[6]) {
  struct clinux_capability_header header = {CLINUX_CAPABILITY_VERSION_3, 0};
  return (int)syscall(SYS_capset, &header, words);
}

static inline int clinux_prctl(int operation, unsigned long first, unsigned long second) {
  return (int)syscall(SYS_prctl, operation, first, second, 0UL, 0UL);
}

// struct sock_fprog of linux/filter.h.
struct clinux_filter_program {
  uint16_t count;
  const void *instructions;
};

static inline int clinux_seccomp_filter(const void *instructions, uint16_t count) {
  struct clinux_filter_program program = {count, instructions};
  return (int)syscall(SYS_seccomp, CLINUX_SECCOMP_SET_MODE_FILTER,
                      CLINUX_SECCOMP_FILTER_FLAG_TSYNC | CLINUX_SECCOMP_FILTER_FLAG_SPEC_ALLOW,
                      &program);
}
