/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/check-kernel.h"

#include <errno.h>
#include <string.h>

#include "analysis/host-options.h"
#include "model/kernel-release.h"

/* Mistakes of drivers that made hardware keep a translation, by the version whose first release was
 * free of them. Vendors backport, so an older kernel may or may not have one. */
static const struct StaleBug {
        UnitKind kind;
        unsigned major, minor;
        const char *what;
} stale_bugs[] = {
        { UNIT_INTEL_VTD, 5, 18, "the end of a range that isn't aligned to its size may stay in the IOTLB (mended in 5.18)" },
        { UNIT_INTEL_VTD, 5, 13, "a small page may stay in the IOTLB when a superpage takes its place (mended in 5.13)" },
};

static bool has_unit_of(const Snapshot *snapshot, UnitKind kind) {
        for (size_t i = 0; i < snapshot->n_units; i++)
                if (snapshot->units[i].kind == kind)
                        return true;
        return false;
}

static int find_stale_bugs(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        if (!snapshot->host.kernel)
                return 0;
        for (size_t i = 0; i < ARRAY_SIZE(stale_bugs); i++) {
                const struct StaleBug *bug = stale_bugs + i;
                Finding *finding;

                if (!has_unit_of(snapshot, bug->kind) ||
                                kernel_release_compare(snapshot->host.kernel, bug->major, bug->minor) >= 0)
                        continue;
                finding = check_report(check, assessment, "host", "in this kernel, %s", bug->what);
                if (!finding ||
                                finding_add_evidence(finding, "/proc/sys/kernel/osrelease", snapshot->host.kernel) < 0)
                        return -ENOMEM;
        }
        return 0;
}

/* Words that people copy from one guide to the next, and that no kernel has ever read. */
static int find_useless_options(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        static const struct {
                const char *name, *word;
        } rows[] = {
                { "amd_iommu", "on" }, { "amd_iommu", "pt" }, { "intel_iommu", "pt" }, { "intel_iommu", "1" },
                { "iommu", "on" },     { "iommu", "1" },      { "iommu", "strict" },
        };

        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                const char *option = find_boot_option(&snapshot->host, rows[i].name, rows[i].word);
                Finding *finding;

                if (!option)
                        continue;
                finding = check_report(check, assessment, "host", "the kernel doesn't know the word %s of %s=",
                                rows[i].word, rows[i].name);
                if (!finding || finding_add_evidence(finding, "/proc/cmdline", option) < 0)
                        return -ENOMEM;
        }
        return 0;
}

static int find_debug_pagealloc(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        static const char name[] = "iommu.debug_pagealloc";

        for (size_t i = 0; i < snapshot->host.boot_options.count; i++) {
                const char *option = snapshot->host.boot_options.items[i];
                Finding *finding;

                if (strncmp(option, name, sizeof(name) - 1) != 0 || strcmp(option, "iommu.debug_pagealloc=0") == 0)
                        continue;
                finding = check_report(check, assessment, "host", "the kernel counts the mappings of each page");
                return finding ? finding_add_evidence(finding, "/proc/cmdline", option) : -ENOMEM;
        }
        return 0;
}

static int find_malformed(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const Note *first = NULL;
        Finding *finding;
        size_t count = 0;

        for (size_t i = 0; i < snapshot->n_notes; i++)
                if (snapshot->notes[i].kind == NOTE_MALFORMED) {
                        first = first ? first : snapshot->notes + i;
                        count++;
                }
        if (!first)
                return 0;
        finding = check_report(check, assessment, "host", "%zu source%s not of the form that the kernel documents",
                        count, count == 1 ? " is" : "s are");
        return finding ? finding_add_evidence(finding, first->source, first->reason) : -ENOMEM;
}

const Check kernel_checks[] = {
        {
                .id = "kernel-may-keep-translations",
                .severity = SEVERITY_NOTICE,
                .title = "this kernel may leave a translation in the hardware after an unmap",
                .cause = "A mistake of the unit's driver, mended in later kernels, leaves an old translation in the IOTLB. Where "
                         "a user of VFIO maps new memory at an address that it has used before, a device then reaches the old "
                         "memory: wrong data, and no error anywhere. Vendors carry the repair back, so this kernel may or "
                         "may not have it.",
                .cure = "Update the kernel, or ask its vendor. Until then, don't reuse IOVAs, or map each page by itself.",
                .find = find_stale_bugs,
        },
        {
                .id = "malformed-source",
                .severity = SEVERITY_NOTICE,
                .title = "a file is not of the form that the kernel documents",
                .cause = "A newer kernel prints it differently, a driver is broken, or the tree or capture was changed by "
                         "hand. What depends on it is unknown, and so is the verdict unless something worse is known.",
                .cure = "Look at the notes of the report. If the kernel is right, report it with a capture.",
                .find = find_malformed,
        },
        {
                .id = "boot-option-without-effect",
                .severity = SEVERITY_INFO,
                .title = "a boot option has a word that no kernel reads",
                .cause = "The word is not one of the option's. The kernel ignores it, so the IOMMU is as it would be without.",
                .cure = "Remove it. AMD-Vi is on by itself; intel_iommu=on switches VT-d on, iommu=pt asks for passthrough, "
                        "iommu.strict=1 for strict invalidation.",
                .find = find_useless_options,
        },
        {
                .id = "mappings-are-counted",
                .severity = SEVERITY_INFO,
                .title = "the kernel counts the mappings of each page",
                .cause = "It was booted with iommu.debug_pagealloc, which warns when a page is freed while it is mapped. That "
                         "finds mistakes of drivers, not translations that the hardware keeps; and it costs time.",
                .cure = "Remove the option when you have found what you looked for.",
                .find = find_debug_pagealloc,
        },
};

const size_t n_kernel_checks = ARRAY_SIZE(kernel_checks);
