/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The command line: the scrub stays inside, leaves only options of ours and nothing for a second
 * run, and what it leaves splits into just these words. */

#include "base/text.h"
#include "sources/boot-options.h"
#include "tests/fuzz/fuzz.h"

/* How all options of interest begin. */
static bool is_expected(const char *word) {
        static const char *const stems[] = {
                "amd_iommu", "arm_smmu", "efi", "intel_iommu", "intremap", "iommu", "ivrs_",
                "nointremap", "pci", "s390_iommu", "vfio", "virtio_iommu",
        };

        for (size_t i = 0; i < ARRAY_SIZE(stems); i++) {
                size_t n = 0;

                while (stems[i][n] && stems[i][n] == (word[n] == '-' ? '_' : word[n]))
                        n++;
                if (!stems[i][n])
                        return true;
        }
        return false;
}

static void check_parsed(const char *scrubbed, size_t length) {
        char *text = strndup(scrubbed, length);
        _cleanup_(names_done) Names options = { 0 };
        _cleanup_text_ Text joined = TEXT_INIT;

        FUZZ_CHECK(text);
        FUZZ_CHECK(parse_boot_options(text, &options) == 0);
        for (size_t i = 0; i < options.count; i++) {
                FUZZ_CHECK(is_expected(options.items[i]));
                text_add(&joined, i > 0 ? " " : "");
                text_add(&joined, options.items[i]);
        }
        FUZZ_CHECK(joined.length == length && memcmp(text_get(&joined), scrubbed, length) == 0);
        free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        char *line = malloc(MAX(size, (size_t) 1)), *once;
        size_t kept;

        FUZZ_CHECK(line);
        if (size > 0)
                memcpy(line, data, size);
        kept = scrub_boot_options(line, size);
        FUZZ_CHECK(kept <= size);
        once = malloc(MAX(kept, (size_t) 1));
        FUZZ_CHECK(once);
        memcpy(once, line, kept);
        FUZZ_CHECK(scrub_boot_options(line, kept) == kept);
        FUZZ_CHECK(memcmp(once, line, kept) == 0);
        /* With a NUL in it the reader refuses the line. */
        if (!memchr(once, '\0', kept))
                check_parsed(once, kept);
        free(once);
        free(line);
        return 0;
}
