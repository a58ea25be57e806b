/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Questions to the boot options and module parameters: what do they ask the kernel for?
 */

#include "base/macros.h"
#include "model/snapshot.h"

/*
 * The option, as booted, whose comma-separated value holds the word: ("intel_iommu", "off")
 * finds "intel_iommu=on,off". '-' and '_' in names are the same. NULL if there is none.
 */
const char *find_boot_option(const Host *host, const char *name, const char *word);

/*
 * A word of such a value with a value of its own: ("pci", "config_acs") finds "pci=noats,config_acs=0@...".
 * ret_value: behind its '='; it ends at ',', '"' or the end. NULL if there is none.
 */
const char *find_boot_setting(const Host *host, const char *name, const char *word, const char **ret_value);

/* The first option of this name that has a value, whatever it is. NULL if there is none. */
const char *find_boot_value(const Host *host, const char *name);

/* The option that leaves a switch off: of all "off", "on" and "force" words of its occurrences the last
 * one decides, as the kernel reads them one by one. NULL if it isn't off. */
const char *find_off_switch(const Host *host, const char *name);

/* An option without a value: "nointremap". */
bool has_boot_word(const Host *host, const char *word);

/* The value of a module's parameter, or NULL. */
const char *find_module_parameter(const Host *host, const char *module, const char *name);

/* A parameter that is Y or N, of this module or, for NULL, of any: yes if it is on in one of them. */
Truth find_module_switch(const Host *host, const char *module, const char *name);
