/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/checks.h"

#include <string.h>

#include "analysis/check-absence.h"
#include "analysis/check-coherency.h"
#include "analysis/check-firmware.h"
#include "analysis/check-isolation.h"
#include "analysis/check-kernel.h"
#include "analysis/check-mappings.h"
#include "analysis/check-protection.h"
#include "analysis/check-units.h"
#include "analysis/check-vfio.h"
#include "analysis/check-windows.h"

const CheckTopic check_topics[] = {
        { absence_checks, &n_absence_checks },
        { protection_checks, &n_protection_checks },
        { vfio_checks, &n_vfio_checks },
        { isolation_checks, &n_isolation_checks },
        { firmware_checks, &n_firmware_checks },
        { coherency_checks, &n_coherency_checks },
        { windows_checks, &n_windows_checks },
        { mappings_checks, &n_mappings_checks },
        { units_checks, &n_units_checks },
        { kernel_checks, &n_kernel_checks },
};

const size_t n_check_topics = ARRAY_SIZE(check_topics);

const Check *find_check(const char *id) {
        for (size_t i = 0; i < n_check_topics; i++)
                for (size_t j = 0; j < *check_topics[i].n_checks; j++)
                        if (strcmp(check_topics[i].checks[j].id, id) == 0)
                                return check_topics[i].checks + j;
        return NULL;
}

int checks_run(const Snapshot *snapshot, Assessment *assessment) {
        for (size_t i = 0; i < n_check_topics; i++)
                for (size_t j = 0; j < *check_topics[i].n_checks; j++) {
                        const Check *check = check_topics[i].checks + j;
                        int r = check->find(check, snapshot, assessment);

                        if (r < 0)
                                return r;
                }
        return 0;
}
