/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/protection.h"

#include <string.h>
#include <strings.h>

#include "analysis/host-options.h"

/* A word of an option's value, and what it asks for. */
typedef struct Wish {
        const char *name, *word;
        Truth asked;
} Wish;

/* One thing to ask for: by an option whose value is a truth, or by words of others. */
typedef struct Request {
        const char *truth_name;
        Wish wishes[2];
} Request;

static const Request passthrough = {
        "iommu.passthrough", { { "iommu", "pt", TRUTH_YES }, { "iommu", "nopt", TRUTH_NO } },
};
static const Request strict = {
        "iommu.strict", { { "intel_iommu", "strict", TRUTH_YES }, { "amd_iommu", "fullflush", TRUTH_YES } },
};

/* The kernel reads truths by their first letters (lib/kstrtox.c, kstrtobool()). */
static Truth parse_truth(const char *value) {
        if (*value == '\0')
                return TRUTH_UNKNOWN;
        if (strchr("1yYtT", *value) || strncasecmp(value, "on", 2) == 0)
                return TRUTH_YES;
        return strchr("0nNfF", *value) || strncasecmp(value, "of", 2) == 0 ? TRUTH_NO : TRUTH_UNKNOWN;
}

/* host: with a single boot option. */
static Truth find_asked(const Host *host, const Request *request) {
        const char *option = find_boot_value(host, request->truth_name);

        if (option)
                return parse_truth(strchr(option, '=') + 1);
        for (size_t i = 0; i < ARRAY_SIZE(request->wishes); i++)
                if (find_boot_option(host, request->wishes[i].name, request->wishes[i].word))
                        return request->wishes[i].asked;
        return TRUTH_UNKNOWN;
}

/* The option that asks for it, or against it. Of all the last decides, as the kernel reads them one by one. */
static const char *find_request(const Host *host, const Request *request, Truth wanted) {
        const char *found = NULL;

        for (size_t i = 0; i < host->boot_options.count; i++) {
                Host one = { .boot_options = { .items = host->boot_options.items + i, .count = 1 } };
                Truth asked = find_asked(&one, request);

                if (asked != TRUTH_UNKNOWN)
                        found = asked == wanted ? host->boot_options.items[i] : NULL;
        }
        return found;
}

const char *find_passthrough_option(const Host *host) {
        return find_request(host, &passthrough, TRUTH_YES);
}

const char *find_strict_option(const Host *host) {
        return find_request(host, &strict, TRUTH_YES);
}

const char *find_lazy_option(const Host *host) {
        return find_request(host, &strict, TRUTH_NO);
}

static bool has_caching_unit(const Snapshot *snapshot, const Group *group) {
        for (size_t i = 0; i < group->n_units; i++)
                if (snapshot->units[group->units[i]].abilities.caching_mode == TRUTH_YES)
                        return true;
        return false;
}

static void set(GroupFacts *facts, Protection protection, const char *reason, const char *option) {
        facts->protection = protection;
        facts->protection_reason = reason;
        facts->protection_option = option;
}

static void compute_strict(const Snapshot *snapshot, const Group *group, GroupFacts *facts) {
        const char *option = find_strict_option(&snapshot->host);

        if (option)
                set(facts, PROTECTION_STRICT, "a boot option asks for strict invalidation", option);
        else if (has_caching_unit(snapshot, group))
                set(facts, PROTECTION_STRICT, "the unit caches what is not mapped, as emulated ones do, which "
                                              "makes the kernel strict", NULL);
        else
                set(facts, PROTECTION_STRICT, "the kernel's default, or the device counts as untrusted (external), "
                                              "or somebody wrote to the group's type", NULL);
}

static void compute_lazy(const Snapshot *snapshot, GroupFacts *facts) {
        const char *option = find_lazy_option(&snapshot->host);

        set(facts, PROTECTION_LAZY,
                        option ? "a boot option asks for lazy invalidation" : "the kernel's default", option);
}

static void compute_identity(const Snapshot *snapshot, GroupFacts *facts) {
        const char *option = find_passthrough_option(&snapshot->host);

        set(facts, PROTECTION_IDENTITY,
                        option ? "a boot option asks for passthrough"
                               : "the kernel's default (CONFIG_IOMMU_DEFAULT_PASSTHROUGH), a quirk for the device, "
                                 "or somebody wrote to the group's type", option);
}

static void compute_group(const Snapshot *snapshot, const Group *group, GroupFacts *facts) {
        if (group->name && strcmp(group->name, "vfio-noiommu") == 0) {
                set(facts, PROTECTION_NONE, "VFIO's no-IOMMU mode: the device reaches all memory", NULL);
                return;
        }
        switch (group->type) {
        case GROUP_TYPE_DMA:
                compute_strict(snapshot, group, facts);
                break;
        case GROUP_TYPE_DMA_FQ:
                compute_lazy(snapshot, facts);
                break;
        case GROUP_TYPE_IDENTITY:
                compute_identity(snapshot, facts);
                break;
        case GROUP_TYPE_BLOCKED:
                set(facts, PROTECTION_BLOCKED, "its domain lets nothing through", NULL);
                break;
        case GROUP_TYPE_UNMANAGED:
                set(facts, PROTECTION_UNKNOWN, "a driver manages its domain by itself", NULL);
                break;
        default:
                set(facts, PROTECTION_UNKNOWN, "sysfs doesn't show the type of its default domain", NULL);
        }
}

/* On x86 alone units remap interrupts; others leave it to the interrupt controller. */
static Truth join_interrupt_remapping(const Snapshot *snapshot, const Assessment *assessment) {
        Truth all = snapshot->n_units > 0 ? TRUTH_YES : TRUTH_UNKNOWN;

        for (size_t i = 0; i < snapshot->n_units; i++) {
                Truth one = assessment->units[i].interrupt_remapping;

                if (one == TRUTH_NO)
                        return TRUTH_NO;
                if (one == TRUTH_UNKNOWN)
                        all = TRUTH_UNKNOWN;
        }
        return all;
}

void compute_protection(const Snapshot *snapshot, Assessment *assessment) {
        for (size_t i = 0; i < snapshot->n_groups; i++)
                compute_group(snapshot, snapshot->groups + i, assessment->groups + i);
        assessment->protection = (HostProtection) {
                .interrupt_remapping = join_interrupt_remapping(snapshot, assessment),
                .unsafe_interrupts_allowed =
                                find_module_switch(&snapshot->host, NULL, "allow_unsafe_interrupts"),
                .noiommu_allowed = find_module_switch(&snapshot->host, "vfio", "enable_unsafe_noiommu_mode"),
        };
}
