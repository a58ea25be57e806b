/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/absence.h"

#include <string.h>

#include "analysis/firmware-memory.h"
#include "analysis/host-options.h"

static bool has_table(const Host *host, const char *table) {
        for (size_t i = 0; i < host->firmware_tables.count; i++)
                if (strcmp(host->firmware_tables.items[i], table) == 0)
                        return true;
        return false;
}

/* That there is an IORT proves nothing: Arm firmware has one for its interrupt controllers, SMMU or not. */
static bool firmware_describes_unit(const Host *host) {
        return has_table(host, "DMAR") || has_table(host, "IVRS") || has_table(host, "VIOT") ||
                        host->devicetree_has_unit == TRUTH_YES;
}

/* One that could be read tells. */
static bool describes_smmu(const Snapshot *snapshot) {
        const FirmwareTable *table = firmware_find_table(snapshot, FIRMWARE_IORT);

        for (size_t i = 0; table && i < table->iort.n_nodes; i++)
                if (table->iort.nodes[i].type == IORT_SMMU || table->iort.nodes[i].type == IORT_SMMU_V3)
                        return true;
        return false;
}

/* Tables that can't be looked at might be any. */
static bool may_have_table(const Host *host, const char *table) {
        return host->has_acpi == TRUTH_UNKNOWN || has_table(host, table);
}

/* An option is to blame only for the kind of unit that it concerns. */
static const char *find_off_option(const Host *host) {
        static const struct {
                const char *name, *table;
        } options[] = { { "intel_iommu", "DMAR" }, { "amd_iommu", "IVRS" } };

        for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
                const char *option = find_off_switch(host, options[i].name);

                if (option && may_have_table(host, options[i].table))
                        return option;
        }
        if (may_have_table(host, "DMAR") || may_have_table(host, "IVRS"))
                return find_off_switch(host, "iommu");
        return NULL;
}

Absence find_absence(const Snapshot *snapshot, const char **ret_option) {
        const Host *host = &snapshot->host;
        const char *option = find_off_option(host);

        *ret_option = NULL;
        if (snapshot->n_units > 0 || host->has_class == TRUTH_UNKNOWN)
                return ABSENCE_NONE;
        if (host->has_class == TRUTH_NO)
                return ABSENCE_KERNEL_SUPPORT;
        if (option) {
                *ret_option = option;
                return ABSENCE_BOOT_OPTION;
        }
        if (firmware_describes_unit(host) || describes_smmu(snapshot))
                return ABSENCE_NOT_STARTED;
        if (host->is_guest == TRUTH_YES)
                return ABSENCE_GUEST;
        if (has_table(host, "IORT") && !firmware_find_table(snapshot, FIRMWARE_IORT))
                return ABSENCE_UNKNOWN;
        return host->has_acpi == TRUTH_UNKNOWN ? ABSENCE_UNKNOWN : ABSENCE_FIRMWARE;
}
