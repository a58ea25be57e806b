/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Strict parsers: a string in, a value out, no file in sight.
 *
 * The whole string must be consumed. Signs, blanks and empty strings are
 * refused except where said. All return 0, -EINVAL (not of this form) or
 * -ERANGE (of this form, but too large), and leave the result untouched then.
 */

#include <stdint.h>

#include "base/macros.h"

/* Digits of the base (2 to 16, no prefix) of at most `max`. */
_warn_unused_ int parse_unsigned(const char *string, unsigned base, uint64_t max, uint64_t *ret);

/* Hexadecimal: "0x" required, or any form without it. */
_warn_unused_ int parse_hex_prefixed(const char *string, uint64_t max, uint64_t *ret);
_warn_unused_ int parse_hex(const char *string, uint64_t max, uint64_t *ret);

/* Decimal, a leading '-' allowed. */
_warn_unused_ int parse_signed(const char *string, int64_t *ret);

/*
 * A size in bytes: decimal, "0x" and hexadecimal, or decimal with one of K M G T P E, powers of 1024,
 * and perhaps "B" or "iB" behind it: "4096", "0x1000", "4K", "4KB", "4KiB".
 */
_warn_unused_ int parse_size(const char *string, uint64_t *ret_bytes);

/*
 * Cuts the next piece up to `separator` off *cursor, in place: the separator
 * becomes NUL and *cursor moves past it, or to NULL after the last piece.
 * Returns NULL when there is none left.
 */
char *parse_next(char **cursor, char separator);
