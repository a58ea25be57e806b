/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vfio-info GROUP: what the kernel itself answers about an IOMMU group through VFIO type1, as one JSON object.
 * The lab holds it against what iommu-diag derives from sysfs, so it shares no code with iommu-diag.
 *
 * The group is only attached to a container: no device is opened, none is reset.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A window takes 16 bytes and a group has a handful; a size beyond this is no answer. */
#define INFO_SIZE_MAX (1024U * 1024U)

typedef struct {
        int container;
        int group;
        bool viable;
        int dma_cc;
        struct vfio_iommu_type1_info *info; /* NULL until asked; info->argsz bytes */
} Answer;

/* Steps are named for the reader of "error"; each returns NULL or the name of what failed, errno set. */

static const char *open_group(const char *number, Answer *answer) {
        char path[sizeof("/dev/vfio/") + 10];
        struct vfio_group_status status = { .argsz = sizeof(status) };

        answer->container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
        if (answer->container < 0)
                return "open /dev/vfio/vfio";
        if (ioctl(answer->container, VFIO_GET_API_VERSION) != VFIO_API_VERSION)
                return "VFIO_GET_API_VERSION";

        snprintf(path, sizeof(path), "/dev/vfio/%s", number);
        answer->group = open(path, O_RDWR | O_CLOEXEC);
        if (answer->group < 0)
                return "open group";
        if (ioctl(answer->group, VFIO_GROUP_GET_STATUS, &status) < 0)
                return "VFIO_GROUP_GET_STATUS";
        answer->viable = status.flags & VFIO_GROUP_FLAGS_VIABLE;
        return NULL;
}

static const char *attach_group(Answer *answer) {
        if (ioctl(answer->group, VFIO_GROUP_SET_CONTAINER, &answer->container) < 0)
                return "VFIO_GROUP_SET_CONTAINER";
        if (ioctl(answer->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU) < 0)
                return "VFIO_SET_IOMMU";
        /* Answers for the attached devices only from here on. */
        answer->dma_cc = ioctl(answer->container, VFIO_CHECK_EXTENSION, VFIO_DMA_CC_IOMMU);
        if (answer->dma_cc < 0)
                return "VFIO_CHECK_EXTENSION";
        return NULL;
}

/* The first call tells the size that the capabilities need, the second one brings them. */
static const char *read_info(Answer *answer) {
        uint32_t size = sizeof(*answer->info);

        for (int round = 0; round < 2; round++) {
                free(answer->info);
                answer->info = calloc(1, size);
                if (!answer->info)
                        return "calloc";
                answer->info->argsz = size;
                if (ioctl(answer->container, VFIO_IOMMU_GET_INFO, answer->info) < 0)
                        return "VFIO_IOMMU_GET_INFO";
                if (answer->info->argsz <= size) {
                        answer->info->argsz = size;
                        return NULL;
                }
                size = answer->info->argsz;
                if (size > INFO_SIZE_MAX)
                        break;
        }
        errno = EOVERFLOW;
        return "VFIO_IOMMU_GET_INFO size";
}

/*
 * Offset of the capability with that id, or 0. The chain's offsets come from outside: each must point forward,
 * which rules out cycles, and leave room for a header. They are not aligned before Linux 6.6 (the 12 bytes of
 * the "DMA available" capability come first), hence the copies.
 */
static size_t find_capability(const struct vfio_iommu_type1_info *info, uint16_t id) {
        size_t offset, floor = sizeof(*info);

        if (!(info->flags & VFIO_IOMMU_INFO_CAPS))
                return 0;
        for (offset = info->cap_offset; offset >= floor;) {
                struct vfio_info_cap_header header;

                if (offset > info->argsz - sizeof(header))
                        return 0;
                memcpy(&header, (const char *) info + offset, sizeof(header));
                if (header.id == id)
                        return offset;
                floor = offset + sizeof(header);
                offset = header.next;
        }
        return 0;
}

static void print_windows(const struct vfio_iommu_type1_info *info) {
        struct vfio_iommu_type1_info_cap_iova_range list;
        struct vfio_iova_range window;
        size_t offset = find_capability(info, VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE);

        if (offset == 0 || info->argsz - offset < sizeof(list))
                return;
        memcpy(&list, (const char *) info + offset, sizeof(list));
        offset += sizeof(list);
        for (uint32_t i = 0; i < list.nr_iovas && info->argsz - offset >= sizeof(window); i++) {
                memcpy(&window, (const char *) info + offset, sizeof(window));
                offset += sizeof(window);
                printf("%s{\"first\":\"0x%016llx\",\"last\":\"0x%016llx\"}", i > 0 ? "," : "",
                       (unsigned long long) window.start, (unsigned long long) window.end);
        }
}

static void print_answer(const char *number, const Answer *answer, const char *failed, int error) {
        bool paged = answer->info && (answer->info->flags & VFIO_IOMMU_INFO_PGSIZES);

        printf("{\"group\":%s,\"viable\":%s,\"dma_cc\":%d,\"page_sizes\":\"0x%016llx\",\"windows\":[", number,
               answer->viable ? "true" : "false", answer->dma_cc,
               paged ? (unsigned long long) answer->info->iova_pgsizes : 0ULL);
        if (!failed)
                print_windows(answer->info);
        printf("],\"error\":");
        if (failed)
                printf("\"%s: %s\"}\n", failed, strerror(error));
        else
                printf("null}\n");
}

int main(int argc, char **argv) {
        Answer answer = { .container = -1, .group = -1 };
        const char *failed;
        int error;

        /* A leading zero would be no JSON number; nine digits fit the path. */
        if (argc != 2 || strspn(argv[1], "0123456789") != strlen(argv[1]) || strlen(argv[1]) - 1 > 8 ||
            (argv[1][0] == '0' && argv[1][1])) {
                fprintf(stderr, "Usage: vfio-info GROUP\nGROUP is the number of an IOMMU group.\n");
                return 2;
        }

        failed = open_group(argv[1], &answer);
        if (!failed)
                failed = attach_group(&answer);
        if (!failed)
                failed = read_info(&answer);
        error = errno;
        print_answer(argv[1], &answer, failed, error);

        free(answer.info);
        if (answer.group >= 0)
                close(answer.group);
        if (answer.container >= 0)
                close(answer.container);
        return failed ? 1 : 0;
}
