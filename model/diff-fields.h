/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What two snapshots are compared in: a table of fields with one value for each kind of object,
 * and a table of those that are lists. To compare something else, add a row.
 *
 * Left out is what changes from hour to hour on a machine where nobody has done anything:
 * power states, how many domains are in use.
 */

#include <stddef.h>

#include "base/macros.h"
#include "base/text.h"
#include "model/assessment.h"
#include "model/names.h"
#include "model/snapshot-match.h"
#include "model/snapshot.h"

typedef struct DiffField DiffField;
typedef struct DiffList DiffList;
typedef struct DiffObject DiffObject;
typedef struct DiffTable DiffTable;

/* One object with its surroundings. */
struct DiffObject {
        const Snapshot *snapshot;
        const Assessment *assessment;
        const void *data;  /* Host, Unit, Group or Device */
        const void *facts; /* Assessment for the host, UnitFacts, GroupFacts, NULL */
        size_t i;
};

struct DiffField {
        const char *name;   /* as JSON spells it */
        const char *absent; /* what it means that there is no value */

        /* Appends the value; false: there is none. */
        bool (*get)(const DiffField *field, const DiffObject *object, Text *ret);
        size_t offset; /* of a member of data or facts, for the getters of diff-fields.c */

        /* NULL: equal values are the same. */
        bool (*is_same)(const SnapshotMatch *match, const DiffObject *before,
                        const DiffObject *after);
};

struct DiffList {
        const char *name;

        /* 1: ret has the elements; 0: they are unknown; or -ENOMEM. */
        int (*get)(const DiffObject *object, Names *ret);

        /* True if they are the same at a glance; NULL: there is no such glance. */
        bool (*is_same)(const DiffObject *before, const DiffObject *after);
        bool has_keys;  /* elements are KEY=VALUE, and one with another value has changed */
        bool has_order; /* the order of the elements matters */
};

struct DiffTable {
        const DiffField *fields;
        size_t n_fields;
        const DiffList *lists;
        size_t n_lists;
};

extern const DiffTable host_diff_table, unit_diff_table, group_diff_table, device_diff_table;

/* Getters by offset: into data, the last one into facts. */
bool diff_field_text(const DiffField *field, const DiffObject *object, Text *ret);
bool diff_field_number(const DiffField *field, const DiffObject *object, Text *ret);
bool diff_field_hex(const DiffField *field, const DiffObject *object, Text *ret);
bool diff_field_truth(const DiffField *field, const DiffObject *object, Text *ret);
bool diff_field_facts_truth(const DiffField *field, const DiffObject *object, Text *ret);
