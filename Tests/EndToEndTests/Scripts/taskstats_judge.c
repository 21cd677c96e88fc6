/* Asks the kernel for struct taskstats by itself and prints its fields as the C compiler finds
 * them: a judge of the agent's table of offsets. Usage: taskstats_judge (1|2) ID, where 1 is a
 * task and 2 a process. Good for versions that only append, so not for 15. */
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/taskstats.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* What versions behind that of Debian 12's header (13) append: 14, 16. */
struct newer {
  __u64 irq_count, irq_delay_total;
  __u64 cpu_delay_max, cpu_delay_min, blkio_delay_max, blkio_delay_min, swapin_delay_max, swapin_delay_min;
  __u64 freepages_delay_max, freepages_delay_min, thrashing_delay_max, thrashing_delay_min;
  __u64 compact_delay_max, compact_delay_min, wpcopy_delay_max, wpcopy_delay_min, irq_delay_max, irq_delay_min;
};

/* Where version 13 ends. */
enum { END_OF_13 = 416 };

static char buffer[65536];

/* Sends one generic netlink request and returns the payload's attribute of that type. */
static struct nlattr *ask(int fd, int family, int command, int type, const void *data, int length, int wanted) {
  struct nlmsghdr *message = (void *)buffer;
  struct genlmsghdr *header = NLMSG_DATA(message);
  struct nlattr *attribute = (void *)(header + 1);
  memset(buffer, 0, 256);
  message->nlmsg_type = family;
  message->nlmsg_flags = NLM_F_REQUEST;
  header->cmd = command;
  header->version = 1;
  attribute->nla_type = type;
  attribute->nla_len = NLA_HDRLEN + length;
  memcpy(attribute + 1, data, length);
  message->nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN) + NLA_ALIGN(attribute->nla_len);
  if (send(fd, buffer, message->nlmsg_len, 0) < 0) return NULL;
  long got = recv(fd, buffer, sizeof buffer, 0);
  if (got < 0 || message->nlmsg_type == NLMSG_ERROR) return NULL;
  for (char *place = (char *)attribute; place < buffer + got; place += NLA_ALIGN(((struct nlattr *)place)->nla_len))
    if (((struct nlattr *)place)->nla_type == wanted) return (void *)place;
  return NULL;
}

#define NUMBER(name) printf(", \"" #name "\": %llu", (unsigned long long)stats->name)
#define NEWER(name) printf(", \"" #name "\": %llu", (unsigned long long)newer->name)

int main(int count, char **words) {
  if (count != 3) return 2;
  int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
  struct nlattr *family = ask(fd, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME, TASKSTATS_GENL_NAME,
                              sizeof TASKSTATS_GENL_NAME, CTRL_ATTR_FAMILY_ID);
  if (!family) return 1;
  int number = *(__u16 *)(family + 1), type = atoi(words[1]);
  __u32 id = strtoul(words[2], NULL, 10);
  struct nlattr *part = ask(fd, number, TASKSTATS_CMD_GET, type, &id, sizeof id,
                            type == 1 ? TASKSTATS_TYPE_AGGR_PID : TASKSTATS_TYPE_AGGR_TGID);
  if (!part) return 1;
  struct nlattr *inner = part + 1;
  while (inner->nla_type != TASKSTATS_TYPE_STATS) inner = (void *)((char *)inner + NLA_ALIGN(inner->nla_len));
  struct taskstats *stats = (void *)(inner + 1);
  struct newer *newer = (void *)((char *)stats + END_OF_13);
  printf("{\"size\": %d", inner->nla_len - NLA_HDRLEN);
  NUMBER(version), NUMBER(ac_exitcode), NUMBER(ac_flag);
  printf(", \"ac_nice\": %d, \"ac_comm\": \"", (signed char)stats->ac_nice);
  for (unsigned char *letter = (void *)stats->ac_comm; *letter; letter++) printf("%02x", *letter);
  putchar('"');
  NUMBER(ac_sched), NUMBER(ac_uid), NUMBER(ac_gid), NUMBER(ac_pid), NUMBER(ac_ppid), NUMBER(ac_btime);
  NUMBER(ac_btime64), NUMBER(ac_tgid), NUMBER(ac_exe_dev), NUMBER(ac_exe_inode), NUMBER(ac_etime);
  NUMBER(cpu_run_real_total), NUMBER(cpu_run_virtual_total), NUMBER(cpu_scaled_run_real_total);
  NUMBER(ac_utime), NUMBER(ac_stime), NUMBER(ac_utimescaled), NUMBER(ac_stimescaled), NUMBER(nvcsw), NUMBER(nivcsw);
  NUMBER(ac_minflt), NUMBER(ac_majflt), NUMBER(coremem), NUMBER(virtmem), NUMBER(hiwater_rss), NUMBER(hiwater_vm);
  NUMBER(read_char), NUMBER(write_char), NUMBER(read_syscalls), NUMBER(write_syscalls);
  NUMBER(read_bytes), NUMBER(write_bytes), NUMBER(cancelled_write_bytes);
  NUMBER(cpu_count), NUMBER(cpu_delay_total), NUMBER(blkio_count), NUMBER(blkio_delay_total);
  NUMBER(swapin_count), NUMBER(swapin_delay_total), NUMBER(freepages_count), NUMBER(freepages_delay_total);
  NUMBER(thrashing_count), NUMBER(thrashing_delay_total), NUMBER(compact_count), NUMBER(compact_delay_total);
  NUMBER(wpcopy_count), NUMBER(wpcopy_delay_total);
  if (stats->version >= 14) NEWER(irq_count), NEWER(irq_delay_total);
  if (stats->version >= 16) {
    NEWER(cpu_delay_max), NEWER(cpu_delay_min), NEWER(blkio_delay_max), NEWER(blkio_delay_min);
    NEWER(swapin_delay_max), NEWER(swapin_delay_min), NEWER(freepages_delay_max), NEWER(freepages_delay_min);
    NEWER(thrashing_delay_max), NEWER(thrashing_delay_min), NEWER(compact_delay_max), NEWER(compact_delay_min);
    NEWER(wpcopy_delay_max), NEWER(wpcopy_delay_min), NEWER(irq_delay_max), NEWER(irq_delay_min);
  }
  puts("}");
  return 0;
}
