/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * RegisterField: one field of a capability register, with its value and what that
 * means for a user. RegisterFields: a list of them, which owns the meanings.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"

typedef struct RegisterField RegisterField;
typedef struct RegisterFields RegisterFields;

struct RegisterField {
        const char *reg;   /* "CAP"; a constant, as is the name */
        const char *name;  /* as the specification abbreviates it, or "reserved" */
        uint8_t high, low; /* bits, inclusive */
        bool is_quiet;     /* reserved, deprecated or hardly known: worth showing only if not 0 */
        uint64_t value;    /* raw, moved down to bit 0 */
        char *meaning;     /* never empty */
};

struct RegisterFields {
        RegisterField *items;
        size_t count, capacity;
};

/* Appends a field and takes the meaning's text over; -ENOMEM leaves the list as it was. */
_warn_unused_ int register_fields_add(RegisterFields *fields, const RegisterField *field, Text *meaning);

void register_fields_done(RegisterFields *fields);
#define _cleanup_register_fields_ _cleanup_(register_fields_done)

/* "12:8", or "7" for a single bit. */
void register_field_add_bits(Text *text, const RegisterField *field);
