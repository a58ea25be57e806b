/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/boot-options.h"

#include <errno.h>
#include <string.h>

#include "base/parse.h"
#include "sources/source-note.h"

/* Names of options; one that ends in '.' or '_' stands for all that begin so. The kernel takes
 * '-' and '_' in a name for the same (kernel/params.c). */
static const char *const options_of_interest[] = {
        "amd_iommu", "amd_iommu_", "arm_smmu.", "arm_smmu_v3.", "efi", "intel_iommu", "intremap",
        "iommu", "iommu.", "iommufd.", "ivrs_acpihid", "ivrs_hpet", "ivrs_ioapic", "nointremap", "pci",
        "pcie_acs_override", "s390_iommu", "s390_iommu_", "vfio.", "vfio_iommu_type1.", "vfio_pci.", "virtio_iommu.",
};

static bool name_matches(const char *name, const char *word, size_t length) {
        size_t n = strlen(name);
        bool is_prefix = name[n - 1] == '.' || name[n - 1] == '_';

        if (length < n || (!is_prefix && length != n))
                return false;
        for (size_t i = 0; i < n; i++)
                if ((word[i] == '-' ? '_' : word[i]) != name[i])
                        return false;
        return true;
}

static bool is_of_interest(const char *word, size_t length) {
        const char *end = memchr(word, '=', length);
        size_t name_length = end ? (size_t) (end - word) : length;

        for (size_t i = 0; i < ARRAY_SIZE(options_of_interest); i++)
                if (name_matches(options_of_interest[i], word, name_length))
                        return true;
        return false;
}

/* Length of the word at data: blanks inside double quotes belong to it (lib/cmdline.c). */
static size_t word_length(const char *data, size_t length) {
        bool quoted = false;
        size_t n;

        for (n = 0; n < length && (quoted || !strchr(" \t\n", data[n]) || data[n] == '\0'); n++)
                if (data[n] == '"')
                        quoted = !quoted;
        return n;
}

size_t scrub_boot_options(char *data, size_t length) {
        size_t kept = 0;

        for (size_t i = 0; i < length;) {
                size_t n = word_length(data + i, length - i);

                if (n == 2 && memcmp(data + i, "--", n) == 0)
                        break; /* the rest is for init */
                if (n > 0 && is_of_interest(data + i, n)) {
                        if (kept > 0)
                                data[kept++] = ' ';
                        memmove(data + kept, data + i, n);
                        kept += n;
                }
                i += n + 1;
        }
        return kept;
}

int parse_boot_options(char *text, Names *ret) {
        size_t length = strlen(text);
        Names options = { 0 };

        for (size_t i = 0; i < length;) {
                size_t n = word_length(text + i, length - i);

                text[i + n] = '\0';
                if (n > 0 && names_add(&options, text + i) < 0) {
                        names_done(&options);
                        return -ENOMEM;
                }
                i += n + 1;
        }
        *ret = options;
        return 0;
}

int read_boot_options(RootDir *proc, Snapshot *snapshot) {
        char text[ATTRIBUTE_MAX_BYTES + 1];
        int r;

        r = root_read_text(proc, "cmdline", scrub_boot_options, text, sizeof(text));
        if (r < 0)
                return source_note(snapshot, proc, "cmdline", r);
        r = parse_boot_options(text, &snapshot->host.boot_options);
        if (r < 0)
                return r;
        snapshot->host.boot_options_known = true;
        return 0;
}
