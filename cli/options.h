/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The options of the command line: those of all verbs, and a table of those of single verbs.
 * A new option of a verb is a value in VerbOption (cli/verb.h) and a row in options.c.
 */

#define OPTIONS_HELP    (-1)
#define OPTIONS_VERSION (-2)

/* Fills the arg_ values. 0: go on; one of the above, which the caller prints; else the exit status
 * after a message. */
int parse_options(int argc, char **argv);

/* 0, or the exit status after a message: an option was given that the verb doesn't have. */
int options_check(const char *verb);

void options_print(void);
