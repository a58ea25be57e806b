/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/diff-text.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/parse.h"
#include "report/change-fold.h"

/* Further objects of a line are counted. */
#define NAMES_MAX 6

static void print_summary(
                const Terminal *terminal, const DiffSide sides[static 2], const Changes *changes) {
        _cleanup_text_ Text line = TEXT_INIT;
        size_t count = 0;

        for (size_t i = 0; i < changes->count; i++)
                count += !change_is_renumbering(changes->items + i);
        for (size_t i = 0; i < 2; i++) {
                const Snapshot *snapshot = sides[i].snapshot;

                text_add_format(&line, "%s: kernel %s (%s), ", i == 0 ? "A" : "B",
                                snapshot->host.kernel ? snapshot->host.kernel : "unknown",
                                root_kind_to_string(snapshot->root_kind));
        }
        if (count > 0)
                text_add_format(&line, "%zu change%s", count, count == 1 ? "" : "s");
        else
                text_add(&line, changes->count > 0 ? "no difference but the numbers of groups"
                                                   : "no difference");
        terminal_print_wrapped(terminal, text_get(&line), 0, 2);
}

static void print_title(const Terminal *terminal, ChangeScope scope) {
        static const char *const titles[] = {
                [CHANGE_OF_HOST] = "HOST",
                [CHANGE_OF_UNIT] = "UNITS",
                [CHANGE_OF_GROUP] = "GROUPS",
                [CHANGE_OF_DEVICE] = "DEVICES",
                [CHANGE_OF_FINDING] = "FINDINGS",
        };

        fprintf(terminal->file, "\n%s%s%s\n", terminal_bold(terminal), titles[scope],
                        terminal_reset(terminal));
}

/* "dma mask bits" of "dma_mask_bits" */
static void add_field(Text *line, const char *field) {
        for (; *field; field++)
                text_add_char(line, *field == '_' ? ' ' : *field, 1);
}

static const char *name_of(const char *subject) {
        const char *slash = strchr(subject, '/');

        return slash ? slash + 1 : subject;
}

/* "the group of 0000:01:00.0 (8)" */
static void add_group_of(Text *line, const char *companion, const char *id) {
        text_add_format(line, "the group of %s (%s)", companion, id);
}

static void add_membership(Text *line, const Change *change) {
        text_add(line, name_of(change->subject));
        if (change->before_with) {
                text_add(line, " left ");
                add_group_of(line, change->before_with, change->before);
        } else
                text_add_format(line, " was alone (%s)", change->before);
        text_add(line, " and is now ");
        if (change->after_with) {
                text_add(line, "in ");
                add_group_of(line, change->after_with, change->after);
        } else
                text_add_format(line, "alone (%s)", change->after);
}

static void add_value(Text *line, const char *value, const char *absent) {
        text_add(line, value ? value : absent);
}

/* "type: DMA -> DMA-FQ", "boot options: added iommu=pt", "added (8086:1592)" */
static void add_reading(Text *line, const Change *change) {
        const char *value = change->kind == CHANGE_ADDED ? change->after : change->before;

        if (change->field) {
                add_field(line, change->field);
                text_add(line, ": ");
        }
        if (change->kind == CHANGE_CHANGED || change->kind == CHANGE_MOVED) {
                add_value(line, change->before, change->absent);
                text_add(line, " -> ");
                add_value(line, change->after, change->absent);
                return;
        }
        text_add(line, change_kind_to_string(change->kind));
        if (value)
                text_add_format(line, change->field ? " %s" : " (%s)", value);
}

/* "appeared: warning: group/7: summary (id)" */
static void add_finding(Text *line, const Change *change) {
        const char *severity = change->after ? change->after : change->before;

        if (change->kind == CHANGE_CHANGED)
                text_add_format(line, "%s -> %s: ", change->before, change->after);
        else
                text_add_format(line,
                                "%s: %s: ", change->kind == CHANGE_ADDED ? "appeared" : "gone",
                                severity);
        text_add_format(line, "%s: %s", change->subject, change->summary ? change->summary : "");
        if (change->field)
                text_add_format(line, " (%s)", change->field);
}

static int add_fold(Text *line, const Terminal *terminal, const ChangeFold *fold) {
        const Change *change = fold->changes[0];
        size_t length;
        int r;

        if (change_is_renumbering(change)) {
                text_add_format(line, "group numbers changed: %zu", fold->count);
                return 0;
        }
        if (change_is_membership(change) && change->before && change->after) {
                add_membership(line, change);
                return 0;
        }
        if (change->scope == CHANGE_OF_FINDING && fold->count == 1) {
                add_finding(line, change);
                return 0;
        }
        if (change_is_membership(change))
                text_add(line, change->before ? "in no group any more"
                                              : "in no group before, now in one");
        else
                add_reading(line, change);
        if (change->kind == CHANGE_MOVED && !change_is_membership(change))
                return 0;
        length = line->length;
        text_add(line, ": ");
        r = change_fold_add_subjects(fold, terminal->is_full ? SIZE_MAX : NAMES_MAX, line);
        if (line->data && line->length == length + 2) /* the host has no name */
                line->data[line->length = length] = '\0';
        return r;
}

static int print_explanation(
                const Terminal *terminal, const Change *change, ExplainChange explain) {
        _cleanup_text_ Text lines = TEXT_INIT;
        char *cursor, *line;
        int r;

        r = explain(change, &lines);
        if (r < 0)
                return r;
        cursor = lines.data;
        while (cursor && (line = parse_next(&cursor, '\n'))) {
                fputs("      ", terminal->file);
                terminal_print_wrapped(terminal, line, 6, 10);
        }
        return 0;
}

static int print_fold(const Terminal *terminal, const ChangeFold *fold, ExplainChange explain) {
        _cleanup_text_ Text line = TEXT_INIT;
        int r;

        r = add_fold(&line, terminal, fold);
        if (r == 0)
                r = text_error(&line);
        if (r < 0)
                return r;
        fputs("  ", terminal->file);
        terminal_print_wrapped(terminal, text_get(&line), 2, 6);
        return explain ? print_explanation(terminal, fold->changes[0], explain) : 0;
}

int diff_text_print(const Terminal *terminal, const DiffSide sides[static 2],
                const Changes *changes, ExplainChange explain) {
        _cleanup_change_folds_ ChangeFolds folds = CHANGE_FOLDS_INIT;
        ChangeScope last = _CHANGE_SCOPE_MAX;
        int r;

        r = change_folds_make(changes, &folds);
        if (r < 0)
                return r;
        print_summary(terminal, sides, changes);
        for (size_t i = 0; i < folds.count; i++) {
                ChangeScope scope = folds.items[i].changes[0]->scope;

                if (scope != last)
                        print_title(terminal, scope);
                last = scope;
                r = print_fold(terminal, folds.items + i, explain);
                if (r < 0)
                        return r;
        }
        return fflush(terminal->file) != 0 ? -errno : 0;
}
