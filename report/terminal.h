/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the text goes to: how wide it is, whether it takes colour, and text cut or
 * wrapped to fit. Everything is complete in ASCII and without colour.
 */

#include <stddef.h>
#include <stdio.h>

#include "base/macros.h"
#include "base/text.h"
#include "model/enums.h"

typedef struct Terminal Terminal;

#define TERMINAL_COLUMNS_DEFAULT 80

struct Terminal {
        FILE *file;
        unsigned columns; /* TERMINAL_COLUMNS_DEFAULT where nobody tells */
        bool is_tty;
        bool has_colour;
        bool is_full; /* nothing is cut */
};

/* Colour as systemd decides it: SYSTEMD_COLORS, else NO_COLOR, else TERM=dumb, else a terminal. */
void terminal_init(Terminal *terminal, FILE *file, bool is_full);

/* Escape sequence for a verdict or severity and for going back; empty strings without colour. */
const char *terminal_verdict_colour(const Terminal *terminal, Verdict verdict);
const char *terminal_severity_colour(const Terminal *terminal, Severity severity);
const char *terminal_bold(const Terminal *terminal);
const char *terminal_reset(const Terminal *terminal);

/* Appends escaped text of at most so many characters; what is cut ends in "..". */
void terminal_add_cut(Text *text, const Terminal *terminal, const char *string, size_t columns);

/* Prints escaped text, wrapped at blanks; further lines are indented. The first line begins at
 * column `used`. */
void terminal_print_wrapped(const Terminal *terminal, const char *string, size_t used, size_t indent);
