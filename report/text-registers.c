/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/text-registers.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "report/size-text.h"

#define ANSWER_INDENT 22 /* columns; the longest title and a few blanks */

/* Widths of the columns. All of the text is ours and ASCII, so bytes are columns. */
typedef struct Layout {
        size_t reg, name, bits, value;
} Layout;

typedef struct Cells {
        Text bits, value;
} Cells;

static void cells_done(Cells *cells) {
        text_done(&cells->bits);
        text_done(&cells->value);
}

static void cells_fill(Cells *cells, const RegisterField *field) {
        register_field_add_bits(&cells->bits, field);
        text_add_format(&cells->value, field->value > 9 ? "0x%" PRIx64 : "%" PRIu64, field->value);
}

static bool is_shown(const RegisterField *field) {
        return !field->is_quiet || field->value != 0;
}

static Layout compute_layout(const RegisterFields *fields) {
        Layout layout = { strlen("REGISTER"), strlen("FIELD"), strlen("BITS"), strlen("VALUE") };

        for (size_t i = 0; i < fields->count; i++) {
                const RegisterField *field = fields->items + i;
                _cleanup_(cells_done) Cells cells = { 0 };

                if (!is_shown(field))
                        continue;
                cells_fill(&cells, field);
                layout.reg = MAX(layout.reg, strlen(field->reg));
                layout.name = MAX(layout.name, strlen(field->name));
                layout.bits = MAX(layout.bits, cells.bits.length);
                layout.value = MAX(layout.value, cells.value.length);
        }
        return layout;
}

static void print_line(const Terminal *terminal, const Layout *layout, const char *reg, const char *name,
                const char *bits, const char *value, const char *meaning) {
        size_t used = layout->reg + layout->name + layout->bits + layout->value + 4;

        fprintf(terminal->file, "%-*s %-*s %*s %*s ", (int) layout->reg, reg, (int) layout->name, name,
                        (int) layout->bits, bits, (int) layout->value, value);
        terminal_print_wrapped(terminal, meaning, used, used);
}

static int print_fields(const Terminal *terminal, bool has_legend, const RegisterFields *fields) {
        Layout layout = compute_layout(fields);
        Terminal wide = *terminal;

        /* Into a pipe or a file: a line for each field, which scripts can take apart. */
        if (terminal->is_full || !terminal->is_tty)
                wide.columns = INT_MAX;
        if (has_legend)
                print_line(&wide, &layout, "REGISTER", "FIELD", "BITS", "VALUE", "MEANING");
        for (size_t i = 0; i < fields->count; i++) {
                const RegisterField *field = fields->items + i;
                _cleanup_(cells_done) Cells cells = { 0 };

                if (!is_shown(field))
                        continue;
                cells_fill(&cells, field);
                if (text_error(&cells.bits) < 0 || text_error(&cells.value) < 0)
                        return -ENOMEM;
                print_line(&wide, &layout, field->reg, field->name, text_get(&cells.bits),
                                text_get(&cells.value), field->meaning);
        }
        return 0;
}

static int print_titled(const Terminal *terminal, const char *title, const Text *text) {
        if (text_error(text) < 0)
                return -ENOMEM;
        fprintf(terminal->file, "%s%-*s%s", terminal_bold(terminal), ANSWER_INDENT, title,
                        terminal_reset(terminal));
        terminal_print_wrapped(terminal, text_get(text), ANSWER_INDENT, ANSWER_INDENT);
        return 0;
}

static void add_value(Text *text, const RegisterAnswer *answer) {
        if (answer->form == ANSWER_TRUTH)
                text_add(text, truth_to_string(answer->truth));
        else if (answer->form == ANSWER_BITS && answer->bits.known)
                text_add_format(text, "%" PRIu64, answer->bits.value);
        else if (answer->form == ANSWER_PAGE_SIZES && answer->page_sizes != 0)
                size_text_add_pages(text, answer->page_sizes);
        else
                text_add(text, "unknown");
}

static int print_answer(const Terminal *terminal, const RegisterAnswer *answer) {
        _cleanup_text_ Text text = TEXT_INIT;

        add_value(&text, answer);
        text_add_format(&text, "; %s", answer->reason);
        return print_titled(terminal, answer->title, &text);
}

static int print_kernel_names(const Terminal *terminal, const Names *names) {
        _cleanup_text_ Text text = TEXT_INIT;

        for (size_t i = 0; i < names->count; i++)
                text_add_format(&text, "%s%s", i > 0 ? " " : "", names->items[i]);
        if (names->count == 0)
                text_add_char(&text, '-', 1);
        return print_titled(terminal, "the kernel's words", &text);
}

int text_registers_print(const Terminal *terminal, bool has_legend, const RegisterFields *fields,
                const RegisterAnswers *answers, const Names *kernel_names) {
        int r;

        r = print_fields(terminal, has_legend, fields);
        if (r == 0)
                fputc('\n', terminal->file);
        if (r == 0 && kernel_names)
                r = print_kernel_names(terminal, kernel_names);
        for (size_t i = 0; i < answers->count && r == 0; i++)
                r = print_answer(terminal, answers->items + i);
        return r;
}
