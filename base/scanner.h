/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Scanner: finds words and numbers in text that people have handled: log lines as they
 * were pasted, wrapped, indented or quoted. For files of the kernel use base/parse.h.
 *
 * The text is bounded and needs no NUL. What doesn't fit is refused and leaves scanner and
 * result untouched. A blank in a wanted word stands for blanks, tabs and line ends in the
 * text, with the marks that mails and diffs put before a line ('>', '|', '+', '-').
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

typedef struct Scanner Scanner;

struct Scanner {
        const char *cursor;
        const char *end; /* exclusive */
};

_pure_ bool scanner_is_word_char(char c);
_pure_ bool scanner_is_blank(char c);

void scanner_skip_blanks(Scanner *scanner);

/* Takes the word if it stands at the cursor. */
bool scanner_take(Scanner *scanner, const char *word);

/* Moves behind the next place where the word stands; one that begins with a letter or digit is
 * not looked for inside of another. scanner_find_start() stays in front of it. */
bool scanner_find(Scanner *scanner, const char *word);
bool scanner_find_start(Scanner *scanner, const char *word);

/* Digits that end where a word ends, of 64 bits at most. Hexadecimal with or without "0x";
 * for the last, "0x" makes the difference between hexadecimal and decimal. */
bool scanner_take_hex(Scanner *scanner, uint64_t *ret);
bool scanner_take_number(Scanner *scanner, uint64_t *ret);

/* What stands before the next char of `ends`, or the end of the text; refused when that is
 * nothing, or too much for the buffer. */
bool scanner_take_until(Scanner *scanner, const char *ends, char *buffer, size_t size);

/* The rest of the line without blanks around it, cut to the buffer. */
void scanner_take_line(Scanner *scanner, char *buffer, size_t size);
