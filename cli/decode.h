/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What `iommu-diag decode` can take apart: a row in the table of verb-decode.c, and a
 * function each. None of them looks at this machine.
 */

/* args: what follows the word. Return the exit status, after an error with its message. */
int decode_vtd(int argc, char **args);  /* CAP ECAP */
int decode_amd(int argc, char **args);  /* EFR [EFR2] */
int decode_smmu(int argc, char **args); /* FEATURES */
int decode_acpi(int argc, char **args); /* FILE... */
int decode_log(int argc, char **args);  /* [FILE] */
