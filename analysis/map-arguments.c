/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the arguments alone decide, and the limits that come with the caller. */

#include "analysis/map-step.h"

#include <inttypes.h>
#include <string.h>

#include "analysis/host-options.h"
#include "base/parse.h"
#include "model/kernel-release.h"

/* User addresses end below this on x86, with five levels of page tables (Linux 4.14 and newer). */
#define X86_USER_BITS 56

void map_step_size(MapAttempt *attempt, MapAnswer *ret) {
        if (attempt->request->size_bytes > 0)
                return;
        ret->outcome = MAP_FAILURE;
        ret->errnos = MAP_BIT(MAP_EINVAL);
        text_add(&ret->reason, "the size is 0");
}

/* Read in 6.12 and 7.2; the change lies between, and may have been taken back into older series. */
static unsigned find_wrap_errnos(const Host *host) {
        unsigned errnos = 0;

        if (kernel_release_compare(host->kernel, 7, 2) < 0)
                errnos |= MAP_BIT(MAP_EINVAL);
        if (kernel_release_compare(host->kernel, 6, 12) > 0)
                errnos |= MAP_BIT(MAP_EOVERFLOW);
        return errnos;
}

void map_step_wrap(MapAttempt *attempt, MapAnswer *ret) {
        const MapRequest *request = attempt->request;
        uint64_t extent = request->size_bytes - 1, last;
        const char *name = NULL;

        attempt->range.first = request->iova;
        if (__builtin_add_overflow(request->iova, extent, &attempt->range.last))
                name = "iova";
        else if (request->vaddr.known && __builtin_add_overflow(request->vaddr.value, extent, &last))
                name = "vaddr";
        if (!name)
                return;
        ret->outcome = MAP_FAILURE;
        ret->errnos = find_wrap_errnos(&attempt->snapshot->host);
        ret->is_about_place = strcmp(name, "iova") == 0;
        text_add_format(&ret->reason, "%s + size goes beyond 64 bits", name);
}

void map_step_alignment(MapAttempt *attempt, MapAnswer *ret) {
        const MapRequest *request = attempt->request;
        const struct {
                const char *name;
                uint64_t value;
        } values[] = {
                { "iova", request->iova },
                { "size", request->size_bytes },
                { "vaddr", request->vaddr.known ? request->vaddr.value : 0 },
        };

        for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
                if (values[i].value % attempt->page_bytes_max == 0)
                        continue;
                if (values[i].value % attempt->page_bytes != 0) {
                        ret->outcome = MAP_FAILURE;
                        text_done(&ret->reason);
                        text_add_format(&ret->reason, "%s is not a multiple of %" PRIu64 ", the smallest page",
                                        values[i].name, attempt->page_bytes);
                } else if (ret->outcome == MAP_SUCCESS) {
                        ret->outcome = MAP_UNKNOWN;
                        text_add_format(&ret->reason, "%s is a multiple of %" PRIu64 " only, and the size of this "
                                        "host's pages is not known", values[i].name, attempt->page_bytes);
                }
                ret->errnos = MAP_BIT(MAP_EINVAL);
                ret->is_about_place = strcmp(values[i].name, "vaddr") != 0;
                if (ret->outcome == MAP_FAILURE)
                        return;
        }
}

void map_step_entries(MapAttempt *attempt, MapAnswer *ret) {
        const char *text = find_module_parameter(&attempt->snapshot->host, "vfio_iommu_type1", "dma_entry_limit");
        uint64_t limit;

        if (!text || parse_unsigned(text, 10, UINT64_MAX, &limit) < 0 || limit > 0)
                return;
        ret->outcome = MAP_FAILURE;
        ret->errnos = MAP_BIT(MAP_ENOSPC);
        text_add(&ret->reason, "parameter dma_entry_limit of vfio_iommu_type1 is 0");
}

static void add_bytes(Text *text, uint64_t bytes) {
        static const char *const names[] = { "bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
        size_t i = 0;

        for (; i + 1 < ARRAY_SIZE(names) && bytes >= 1024 && bytes % 1024 == 0; i++)
                bytes /= 1024;
        text_add_format(text, "%" PRIu64 " %s", bytes, names[i]);
}

void map_step_memlock(MapAttempt *attempt, MapAnswer *ret) {
        const MapRequest *request = attempt->request;

        if (request->memlock_exempt == TRUTH_YES)
                return;
        if (!request->memlock_bytes.known) {
                text_add(&ret->reason, "; whoever maps it must have CAP_IPC_LOCK or a memlock limit of at least ");
                add_bytes(&ret->reason, request->size_bytes);
                return;
        }
        if (request->size_bytes <= request->memlock_bytes.value)
                return;
        ret->outcome = request->memlock_exempt == TRUTH_NO ? MAP_FAILURE : MAP_UNKNOWN;
        ret->errnos = MAP_BIT(MAP_ENOMEM);
        text_add(&ret->reason, "the memlock limit of ");
        add_bytes(&ret->reason, request->memlock_bytes.value);
        text_add(&ret->reason, " is less than ");
        add_bytes(&ret->reason, request->size_bytes);
        text_add(&ret->reason, request->memlock_exempt == TRUTH_NO
                        ? "; only memory of a device would not count"
                        : ", and CAP_IPC_LOCK may not be that of the whole machine");
}

void map_step_address(MapAttempt *attempt, MapAnswer *ret) {
        const MapRequest *request = attempt->request;
        const char *machine = attempt->snapshot->host.machine;

        if (!request->vaddr.known || !machine || strcmp(machine, "x86_64") != 0 ||
                        (request->vaddr.value + (request->size_bytes - 1)) >> X86_USER_BITS == 0)
                return;
        ret->outcome = MAP_FAILURE;
        ret->errnos = MAP_BIT(MAP_EFAULT);
        text_add(&ret->reason, "vaddr is no address of a process");
}
