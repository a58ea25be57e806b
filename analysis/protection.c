/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/protection.h"

#include <string.h>
#include <strings.h>

#include "analysis/host-options.h"

/* A word of an option's value, and what it asks for. */
typedef struct Wish {
        const char *name, *word;
        bool is_wanted;
} Wish;

/* Of all occurrences the last decides, as the kernel reads them one by one. */
static const char *find_wish(const Host *host, const Wish *wishes, size_t count) {
        const char *found = NULL;

        for (size_t i = 0; i < host->boot_options.count; i++) {
                /* One option at a time, for the order among them. */
                Host one = { .boot_options = { .items = host->boot_options.items + i, .count = 1 } };

                for (size_t j = 0; j < count; j++) {
                        const char *option = find_boot_option(&one, wishes[j].name, wishes[j].word);

                        if (option)
                                found = wishes[j].is_wanted ? option : NULL;
                }
        }
        return found;
}

/* "iommu.strict=0" and the like: truths, which the kernel reads by their first letters (lib/kstrtox.c,
 * kstrtobool()). Gives the option that asks for `wanted`, unless a later one takes it back. */
static const char *find_truth(const Host *host, const char *name, bool wanted) {
        const char *found = NULL;

        for (size_t i = 0; i < host->boot_options.count; i++) {
                Host one = { .boot_options = { .items = host->boot_options.items + i, .count = 1 } };
                const char *value = find_boot_value(&one, name);
                bool is_on, is_off;

                if (!value)
                        continue;
                value = strchr(value, '=') + 1;
                is_on = strchr("1yYtT", *value) || strncasecmp(value, "on", 2) == 0;
                is_off = strchr("0nNfF", *value) || strncasecmp(value, "of", 2) == 0;
                if (*value && (is_on || is_off))
                        found = is_on == wanted ? host->boot_options.items[i] : NULL;
        }
        return found;
}

const char *find_passthrough_option(const Host *host) {
        static const Wish wishes[] = { { "iommu", "pt", true }, { "iommu", "nopt", false } };
        const char *option = find_truth(host, "iommu.passthrough", true);

        if (option || find_truth(host, "iommu.passthrough", false))
                return option;
        return find_wish(host, wishes, ARRAY_SIZE(wishes));
}

const char *find_strict_option(const Host *host) {
        static const Wish wishes[] = { { "intel_iommu", "strict", true }, { "amd_iommu", "fullflush", true } };
        const char *option = find_truth(host, "iommu.strict", true);

        if (option || find_truth(host, "iommu.strict", false))
                return option;
        return find_wish(host, wishes, ARRAY_SIZE(wishes));
}

const char *find_lazy_option(const Host *host) {
        return find_truth(host, "iommu.strict", false);
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

static Truth find_parameter(const Host *host, const char *module, const char *name) {
        Truth found = TRUTH_UNKNOWN;

        for (size_t i = 0; i < host->n_parameters; i++) {
                const ModuleParameter *parameter = host->parameters + i;

                if (strcmp(parameter->name, name) != 0 || (module && strcmp(parameter->module, module) != 0))
                        continue;
                if (strcmp(parameter->value, "Y") == 0)
                        return TRUTH_YES;
                found = TRUTH_NO;
        }
        return found;
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
                                find_parameter(&snapshot->host, NULL, "allow_unsafe_interrupts"),
                .noiommu_allowed = find_parameter(&snapshot->host, "vfio", "enable_unsafe_noiommu_mode"),
        };
}
