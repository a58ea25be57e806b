/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Text: a growing string, the only way text is built.
 *
 * A failed allocation is remembered and everything after it is dropped, so a
 * caller appends freely and asks once, with text_finish() or text_error().
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

typedef struct Text Text;

struct Text {
        char *data;      /* NUL-terminated, or NULL while empty */
        size_t length;   /* in bytes, without the NUL */
        size_t capacity; /* in bytes */
        bool failed;
};

#define TEXT_INIT { 0 }

void text_done(Text *text);
#define _cleanup_text_ _cleanup_(text_done)

void text_add(Text *text, const char *string);
void text_add_bytes(Text *text, const char *bytes, size_t length);
void text_add_char(Text *text, char c, size_t times);
/* "0x" and at least so many digits, as "0x%0*x" would: reports are full of addresses. */
void text_add_hex(Text *text, uint64_t value, unsigned digits);
_printf_(2, 3) void text_add_format(Text *text, const char *format, ...);

/*
 * Appends text that comes from hardware, firmware, the kernel or a user, so
 * that a terminal, a log or a JSON reader can't be fooled by it: control
 * characters, bidirectional overrides, backslashes and bytes that are not UTF-8
 * come out as \xNN. NULL appends nothing.
 */
void text_add_escaped(Text *text, const char *string);

/* True if text_add_escaped() would change nothing, seen at a glance: printable ASCII only. */
bool text_is_plain(const char *string);

/* 0, or -ENOMEM if anything was lost. */
int text_error(const Text *text);

/* The string so far, never NULL. Valid until the next append. */
const char *text_get(const Text *text);

/* Hands the string over; the caller frees it. Returns 0 or -ENOMEM. */
_warn_unused_ int text_finish(Text *text, char **ret);
