/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/caller-limits.h"

#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The first user namespace has this inode number in every kernel (include/linux/proc_ns.h, 3.8 to 7.2). */
#define INITIAL_USER_NAMESPACE 0xeffffffdU

/* The kernel asks for the capability over the whole machine; that of a container's root is less. */
static Truth read_exemption(void) {
        struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
        struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { { 0 } };
        struct stat namespace;

        if (syscall(SYS_capget, &header, data) < 0)
                return TRUTH_UNKNOWN;
        if (!(data[CAP_TO_INDEX(CAP_IPC_LOCK)].effective & CAP_TO_MASK(CAP_IPC_LOCK)))
                return TRUTH_NO;
        if (stat("/proc/self/ns/user", &namespace) < 0 || namespace.st_ino != INITIAL_USER_NAMESPACE)
                return TRUTH_UNKNOWN;
        return TRUTH_YES;
}

void caller_limits_read(MapRequest *request) {
        long page_bytes = sysconf(_SC_PAGESIZE);
        struct rlimit limit;

        request->memlock_exempt = read_exemption();
        if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0)
                request->memlock_bytes = number(limit.rlim_cur == RLIM_INFINITY ? UINT64_MAX : limit.rlim_cur);
        if (page_bytes > 0)
                request->page_bytes = number((uint64_t) page_bytes);
}
