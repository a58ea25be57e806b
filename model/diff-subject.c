/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/diff-subject.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/parse.h"
#include "model/snapshot-link.h"

void diff_subject_add(Text *text, const Snapshot *snapshot, ChangeScope scope, size_t i) {
        text_add(text, change_scope_to_string(scope));
        text_add_char(text, '/', 1);
        if (scope == CHANGE_OF_GROUP)
                text_add_format(text, "%" PRIu64, snapshot->groups[i].id);
        else
                text_add(text, scope == CHANGE_OF_UNIT ? snapshot->units[i].name
                                                       : snapshot->devices[i].name);
}

static const char *skip_prefix(const char *subject, ChangeScope scope) {
        const char *word = change_scope_to_string(scope);
        size_t n = strlen(word);

        return strncmp(subject, word, n) == 0 && subject[n] == '/' ? subject + n + 1 : NULL;
}

int diff_subject_find(const Snapshot *snapshot, const char *subject, ChangeScope *ret_scope,
                size_t *ret) {
        ChangeScope scope = CHANGE_OF_UNIT;
        const char *name = skip_prefix(subject, scope);
        size_t found = NO_INDEX;
        uint64_t id;

        if (name)
                found = snapshot_find_unit(snapshot, name);
        else if ((name = skip_prefix(subject, scope = CHANGE_OF_GROUP))) {
                if (parse_unsigned(name, 10, UINT64_MAX, &id) == 0)
                        found = snapshot_find_group(snapshot, id);
        } else if ((name = skip_prefix(subject, scope = CHANGE_OF_DEVICE)))
                found = snapshot_find_device(snapshot, name);
        if (found == NO_INDEX)
                return -ENOENT;
        *ret_scope = scope;
        *ret = found;
        return 0;
}
