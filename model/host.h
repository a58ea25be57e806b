/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Host: the kernel and the machine around the IOMMUs.
 */

#include <stddef.h>

#include "base/macros.h"
#include "model/enums.h"
#include "model/names.h"
#include "model/number.h"

typedef struct Host Host;
typedef struct ModuleParameter ModuleParameter;

struct ModuleParameter {
        char *module;
        char *name;
        char *value;
};

struct Host {
        char *kernel;  /* release, as uname -r */
        char *machine; /* as uname -m */
        Number page_bytes; /* of the CPU's pages; unknown where neither machine nor sysfs tells */
        Names boot_options; /* those that concern IOMMUs and VFIO; the rest is nobody's business */
        bool boot_options_known;
        ModuleParameter *parameters;
        size_t n_parameters, parameters_capacity;
        Names firmware_tables; /* ACPI tables that describe IOMMUs: DMAR, IVRS, IORT, VIOT */
        Truth has_acpi;
        Truth has_class;     /* the kernel has an IOMMU class at all (CONFIG_IOMMU_API) */
        Truth is_guest;      /* we run in a virtual machine */
        Truth devicetree_has_unit;
};
