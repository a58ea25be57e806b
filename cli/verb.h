/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Verbs: one function each, listed in the table of iommu-diag.c. What the command
 * line says stands in the arg_ values, set once before a verb runs.
 */

#include "base/macros.h"

/* Exit status. Reading verbs succeed whenever they could print, whatever they print. */
#define EXIT_FAILED 1 /* could not look, or could not write */
#define EXIT_USAGE  2
#define EXIT_WARNING  3 /* `check` alone: the worst that it found */
#define EXIT_FAILURE_FOUND 4
#define EXIT_NO_IOMMU 5

typedef enum JsonMode {
        JSON_OFF,
        JSON_SHORT,
        JSON_PRETTY,
} JsonMode;

/* Options of single verbs, in the order of the table in options.c. */
typedef enum VerbOption {
        VERB_OPTION_THRESHOLD,
        VERB_OPTION_FORMAT,
        VERB_OPTION_DEVICE,
        VERB_OPTION_IOVA,
        VERB_OPTION_SIZE,
        VERB_OPTION_VADDR,
        VERB_OPTION_ERRNO,
        VERB_OPTION_GUEST,
        VERB_OPTION_MACHINE,
        VERB_OPTION_VCPU,
        VERB_OPTION_FIT,
        VERB_OPTION_ALIGN,
        VERB_OPTION_BELOW,
        _VERB_OPTION_MAX,
} VerbOption;

extern const char *arg_values[_VERB_OPTION_MAX]; /* NULL: not given */
extern const char *arg_root;    /* NULL: this machine */
extern const char *arg_columns; /* NULL: the default ones */
extern JsonMode arg_json;
extern bool arg_legend;
extern bool arg_full;

/* args: what follows the verb. Returns the exit status, after an error with its message. */
int verb_capture(int argc, char **args);
int verb_check(int argc, char **args);
int verb_decode(int argc, char **args);
int verb_devices(int argc, char **args);
int verb_explain(int argc, char **args);
int verb_diff(int argc, char **args);
int verb_groups(int argc, char **args);
int verb_report(int argc, char **args);
int verb_show(int argc, char **args);
int verb_units(int argc, char **args);
int verb_windows(int argc, char **args);

/* "iommu-diag: SUBJECT: reason" on stderr; subject may be NULL. The status is handed through. */
_printf_(3, 4) int fail(int status, const char *subject, const char *format, ...);

/* The status after a writer has returned r. */
int finish_output(int r);
