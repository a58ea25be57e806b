/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/text-report.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "report/columns.h"
#include "report/fold.h"
#include "report/iova-bar.h"
#include "report/size-text.h"
#include "report/table.h"
#include "report/text-firmware-facts.h"

/* Left of the bar in a group's line: "GROUP     TYPE      UNIT     ASSIGN ". */
#define GROUP_LEFT_COLUMNS 42

static const char *plural(size_t n) {
        return n == 1 ? "" : "s";
}

static void print_header(const Terminal *terminal, const Snapshot *snapshot, const Assessment *assessment) {
        _cleanup_text_ Text line = TEXT_INIT;

        text_add(&line, PACKAGE_STRING ", Linux ");
        text_add(&line, snapshot->host.kernel ? snapshot->host.kernel : "unknown");
        text_add(&line, ", ");
        text_add(&line, snapshot->host.machine ? snapshot->host.machine : "unknown machine");
        text_add_format(&line, " (%s)", root_kind_to_string(snapshot->root_kind));
        terminal_print_wrapped(terminal, text_get(&line), 0, 2);

        fprintf(terminal->file, "Verdict: %s%s%s   %zu unit%s, %zu group%s, %zu device%s, %zu finding%s\n",
                        terminal_verdict_colour(terminal, assessment->verdict),
                        verdict_to_string(assessment->verdict), terminal_reset(terminal),
                        snapshot->n_units, plural(snapshot->n_units), snapshot->n_groups,
                        plural(snapshot->n_groups), snapshot->n_devices, plural(snapshot->n_devices),
                        assessment->findings.count, plural(assessment->findings.count));
        if (snapshot->host.boot_options.count > 0) {
                text_done(&line);
                text_add(&line, "Boot options:");
                for (size_t i = 0; i < snapshot->host.boot_options.count; i++)
                        text_add_format(&line, " %s", snapshot->host.boot_options.items[i]);
                terminal_print_wrapped(terminal, text_get(&line), 0, 2);
        }
}

static void print_title(const Terminal *terminal, const char *title) {
        fprintf(terminal->file, "\n%s%s%s\n", terminal_bold(terminal), title, terminal_reset(terminal));
}

static void print_finding(const Terminal *terminal, const Finding *finding) {
        _cleanup_text_ Text head = TEXT_INIT;

        text_add_format(&head, "%s: ", severity_to_string(finding->severity));
        text_add_escaped(&head, finding->subject);
        text_add(&head, ": ");
        fprintf(terminal->file, "%s%s%s", terminal_severity_colour(terminal, finding->severity),
                        text_get(&head), terminal_reset(terminal));
        terminal_print_wrapped(terminal, finding->summary, head.length, 2);
        for (size_t i = 0; i < finding->n_evidence; i++) {
                _cleanup_text_ Text evidence = TEXT_INIT;

                text_add_format(&evidence, "%s: %s", finding->evidence[i].source,
                                finding->evidence[i].value);
                fputs("  evidence: ", terminal->file);
                terminal_print_wrapped(terminal, text_get(&evidence), 12, 4);
        }
        fputs("  cause: ", terminal->file);
        terminal_print_wrapped(terminal, finding->cause, 9, 4);
        fputs("  cure: ", terminal->file);
        terminal_print_wrapped(terminal, finding->cure, 8, 4);
        fprintf(terminal->file, "  id: %s\n", finding->id);
}

/* What is only good to know takes one line. */
static void print_short_finding(const Terminal *terminal, const Finding *finding) {
        _cleanup_text_ Text line = TEXT_INIT;

        text_add_format(&line, "%s: %s: %s [%s]", severity_to_string(finding->severity), finding->subject,
                        finding->summary, finding->id);
        terminal_print_wrapped(terminal, text_get(&line), 0, 2);
}

static void print_findings(const Terminal *terminal, const Assessment *assessment) {
        const Findings *findings = &assessment->findings;
        bool is_short = false;

        if (findings->count == 0)
                return;
        print_title(terminal, "FINDINGS");
        for (size_t i = 0; i < findings->count; i++)
                if (findings->items[i].severity > SEVERITY_INFO || terminal->is_full)
                        print_finding(terminal, findings->items + i);
                else {
                        print_short_finding(terminal, findings->items + i);
                        is_short = true;
                }
        if (is_short)
                fputs("iommu-diag explain ID tells more; iommu-diag report --full shows all.\n", terminal->file);
}

static int print_units(const Terminal *terminal, const Snapshot *snapshot, const Assessment *assessment) {
        const Column *chosen[COLUMNS_MAX];
        _cleanup_free_ size_t *indices = calloc(MAX(snapshot->n_units, (size_t) 1), sizeof(*indices));
        _cleanup_text_ Text error = TEXT_INIT;
        int r;

        if (!indices)
                return -ENOMEM;
        if (snapshot->n_units == 0)
                return 0;
        for (size_t i = 0; i < snapshot->n_units; i++)
                indices[i] = i;
        /* Without the address: an SMMU has it in its name, and both don't fit a line. */
        r = table_choose_columns(unit_columns, n_unit_columns,
                        "UNIT,KIND,BITS,PAGES,WALK,SNOOP,ATS,IR,DEVICES", chosen, &error);
        if (r < 0)
                return r;
        print_title(terminal, "UNITS");
        return table_print(terminal, chosen, true, snapshot, assessment, indices, snapshot->n_units);
}

static void add_model(Text *text, const Device *device) {
        if (device->vendor_name)
                text_add_format(text, "%s %s", device->vendor_name,
                                device->device_name ? device->device_name : "");
        else if (device->class_name)
                text_add(text, device->class_name);
        else if (device->subsystem && !device->is_pci)
                text_add_format(text, "(%s)", device->subsystem);
}

/* The line of a device below its group, or of count devices from `device` to `last`. */
static void print_device(const Terminal *terminal, const Device *device, const Device *last, size_t count) {
        _cleanup_text_ Text raw = TEXT_INIT, line = TEXT_INIT;

        text_add(&raw, "       ");
        if (count > 1)
                text_add_format(&raw, "%zu x %s .. %s", count, device->name, last->name);
        else
                text_add(&raw, device->name);
        if (device->vendor.known && device->device.known)
                text_add_format(&raw, " %04" PRIx64 ":%04" PRIx64, device->vendor.value,
                                device->device.value);
        text_add_format(&raw, " %s ", device->driver ? device->driver : "-");
        add_model(&raw, device);
        while (raw.length > 0 && raw.data[raw.length - 1] == ' ')
                raw.data[--raw.length] = '\0';
        terminal_add_cut(&line, terminal, text_get(&raw), terminal->columns);
        fprintf(terminal->file, "%s\n", text_get(&line));
}

/* Of a long name, "smmu3.0x0000000009050000", the end tells one from another. */
static void add_unit_name(Text *text, const Terminal *terminal, const char *name, size_t columns) {
        _cleanup_text_ Text escaped = TEXT_INIT;

        text_add_escaped(&escaped, name);
        if (terminal->is_full || escaped.length <= columns) {
                text_add(text, text_get(&escaped));
                return;
        }
        text_add(text, "..");
        text_add(text, text_get(&escaped) + escaped.length - (columns - 2));
}

static unsigned bar_columns(const Terminal *terminal) {
        return terminal->columns >= GROUP_LEFT_COLUMNS + 2 + IOVA_BAR_COLUMNS_WIDE + 10
                        ? IOVA_BAR_COLUMNS_WIDE
                        : IOVA_BAR_COLUMNS;
}

static void print_group(const Terminal *terminal, const Snapshot *snapshot, const Assessment *assessment,
                size_t i, size_t folded) {
        const GroupFacts *facts = assessment->groups + i;
        const Group *group = snapshot->groups + i;
        _cleanup_text_ Text id = TEXT_INIT, unit = TEXT_INIT, bar = TEXT_INIT, usable = TEXT_INIT;

        text_add_format(&id, "%" PRIu64, group->id);
        if (folded > 1)
                text_add_format(&id, "-%" PRIu64, snapshot->groups[i + folded - 1].id);
        add_unit_name(&unit, terminal, group->n_units > 0 ? snapshot->units[group->units[0]].name : "-",
                        group->n_units > 1 ? 9 : 12);
        if (group->n_units > 1)
                text_add_format(&unit, " +%zu", group->n_units - 1);
        iova_bar_add(&bar, group, facts, bar_columns(terminal));
        size_text_add_windows(&usable, facts);
        fprintf(terminal->file, "%-9s %-9s %-12s %-8s [%s] %s\n", text_get(&id),
                        group_type_to_string(group->type), text_get(&unit),
                        truth_to_string(facts->assignable), text_get(&bar), text_get(&usable));
}

static void print_members(const Terminal *terminal, const Snapshot *snapshot, const Group *group) {
        for (size_t i = 0, n; i < group->n_devices; i += n) {
                n = fold_members(snapshot, group, i);
                print_device(terminal, snapshot->devices + group->devices[i],
                                snapshot->devices + group->devices[i + n - 1], n);
        }
}

/* Only what can't be seen from the members and their drivers. */
static void print_hidden_reason(const Terminal *terminal, const GroupFacts *facts) {
        const char *label;

        if (!facts->assignable_reason || facts->reason_is_plain)
                return;
        label = facts->assignable == TRUTH_NO ? "       not assignable: " : "       assignable or not: ";
        fputs(label, terminal->file);
        terminal_print_wrapped(terminal, facts->assignable_reason, strlen(label), 9);
}

static void print_groups(const Terminal *terminal, const Snapshot *snapshot, const Assessment *assessment) {
        _cleanup_text_ Text axis = TEXT_INIT;

        if (snapshot->n_groups == 0)
                return;
        print_title(terminal, "GROUPS");
        iova_bar_add_axis(&axis, bar_columns(terminal));
        fprintf(terminal->file, "%-9s %-9s %-12s %-8s  %-*s  %s\n", "GROUP", "TYPE", "UNIT", "ASSIGN",
                        (int) bar_columns(terminal), text_get(&axis), "USABLE");
        for (size_t i = 0, n; i < snapshot->n_groups; i += n) {
                const Group *group = snapshot->groups + i;

                n = fold_groups(snapshot, assessment, i);
                print_group(terminal, snapshot, assessment, i, n);
                if (n > 1)
                        print_device(terminal, snapshot->devices + group->devices[0],
                                        snapshot->devices + snapshot->groups[i + n - 1].devices[0], n);
                else
                        print_members(terminal, snapshot, group);
                print_hidden_reason(terminal, assessment->groups + i);
        }
        fprintf(terminal->file, "log2 of the IOVA: %s\n", iova_bar_legend);
}

static void print_groupless(const Terminal *terminal, const Snapshot *snapshot) {
        size_t count = 0;

        for (size_t i = 0; i < snapshot->n_devices; i++)
                count += snapshot->devices[i].group == NO_INDEX;
        if (count > 0)
                fprintf(terminal->file, "\n%zu device%s in no group; iommu-diag devices lists %s.\n", count,
                                count == 1 ? " is" : "s are", count == 1 ? "it" : "them");
}

static void print_notes(const Terminal *terminal, const Snapshot *snapshot) {
        if (snapshot->n_notes == 0)
                return;
        print_title(terminal, "NOTES");
        for (size_t i = 0; i < snapshot->n_notes; i++) {
                _cleanup_text_ Text note = TEXT_INIT;

                text_add_format(&note, "%s: %s", snapshot->notes[i].source, snapshot->notes[i].reason);
                terminal_print_wrapped(terminal, text_get(&note), 0, 4);
        }
        if (snapshot->dropped_notes > 0)
                fprintf(terminal->file, "%zu more notes were left out\n", snapshot->dropped_notes);
}

int text_report_print(const Terminal *terminal, const Snapshot *snapshot, const Assessment *assessment) {
        int r;

        print_header(terminal, snapshot, assessment);
        print_findings(terminal, assessment);
        r = print_units(terminal, snapshot, assessment);
        if (r < 0)
                return r;
        print_groups(terminal, snapshot, assessment);
        print_groupless(terminal, snapshot);
        r = text_firmware_facts_print(terminal, snapshot, assessment);
        if (r < 0)
                return r;
        print_notes(terminal, snapshot);
        return fflush(terminal->file) != 0 ? -errno : 0;
}
