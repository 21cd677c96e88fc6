// The kernel's own UAPI headers, and the few calls that Glibc's Swift module hides or
// that C declares in a way Swift cannot import (variadic functions, _GNU_SOURCE ones).
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
#include <linux/openat2.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/taskstats.h>
#include <linux/unix_diag.h>
#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/vfs.h>

extern int accept4(int fd, void *address, unsigned int *length, int flags);
extern long syscall(long number, ...);
extern const char *strerrorname_np(int error);
extern const char *strerrordesc_np(int error);

// SO_PASSRIGHTS (asm-generic/socket.h, Linux 6.16): refuse descriptors sent by a client.
enum { CLINUX_SO_PASSRIGHTS = 83 };

// struct ucred of socket(7), which glibc shows only with _GNU_SOURCE.
struct clinux_ucred {
  int32_t pid;
  uint32_t uid;
  uint32_t gid;
};

static inline int clinux_accept4(int fd, int flags) { return accept4(fd, NULL, NULL, flags); }

static inline int clinux_openat(int directory, const unsigned char *name, int flags) {
  return (int)syscall(SYS_openat, directory, name, flags, 0);
}

static inline int clinux_openat2(int directory, const char *path, uint64_t flags,
                                 uint64_t resolve) {
  struct open_how how = {.flags = flags, .mode = 0, .resolve = resolve};
  return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

static inline long clinux_getdents64(int directory, void *buffer, unsigned long size) {
  return syscall(SYS_getdents64, directory, buffer, size);
}

static inline int clinux_kcmp_files(int32_t one, int32_t other) {
  return (int)syscall(SYS_kcmp, one, other, KCMP_FILES, 0, 0);
}

// bpf(2) takes a union of unnamed structures, which Swift does not import.
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
