/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * One-line attributes of sysfs into fields of the model, by a table: a new
 * attribute is a new row.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "model/snapshot.h"
#include "sources/root.h"

typedef struct Attribute Attribute;

typedef enum AttributeForm {
        ATTRIBUTE_STRING,       /* char *: any text; empty and "(null)" count as absent */
        ATTRIBUTE_DECIMAL,      /* Number */
        ATTRIBUTE_DECIMAL_OR_NEGATIVE, /* Number: a negative value means unknown */
        ATTRIBUTE_HEX,          /* Number, no prefix */
        ATTRIBUTE_HEX_PREFIXED, /* Number, "0x" required */
} AttributeForm;

struct Attribute {
        const char *name; /* file, relative to the directory */
        AttributeForm form;
        uint64_t max;     /* of a number */
        size_t offset;    /* of the field in the structure */
        bool is_required; /* its absence is worth a note */
};

/*
 * Fills the fields of *object. What is absent, unreadable or malformed leaves its field
 * unknown and, but for the absence of an optional one, a note. 0 or -ENOMEM.
 */
_warn_unused_ int read_attributes(RootDir *dir, const Attribute *attributes, size_t count,
                void *object, Snapshot *snapshot);

/* The last component of a link as a new string, or NULL where there is none or the name is a
 * directory: AMD's IOMMU function has one called "iommu", of the unit that it is. 0 or -ENOMEM. */
_warn_unused_ int read_link(RootDir *dir, const char *name, char **ret, Snapshot *snapshot);
