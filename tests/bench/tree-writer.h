/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * tree-writer: makes files, links and directories below one directory.
 *
 * The first error sticks and turns everything after it into nothing, so that callers that make
 * dozens of files look at it once.
 */

#include <stdarg.h>
#include <stddef.h>

typedef struct TreeWriter {
        int fd;
        int error; /* 0 or the first negative errno */
} TreeWriter;

/* A writer below @parent, for the directory @name, which is made together with the directories
 * above it when it is not there. A writer with an error opens as one with the same error. */
TreeWriter tree_writer_open(const TreeWriter *parent, const char *name);

/* Closes it and hands its error on to @parent. */
void tree_writer_close(TreeWriter *writer, TreeWriter *parent);

void tree_writer_bytes(TreeWriter *writer, const char *name, const void *data, size_t size);
void tree_writer_text(TreeWriter *writer, const char *name, const char *format, ...)
                __attribute__((format(printf, 3, 4)));
void tree_writer_link(TreeWriter *writer, const char *name, const char *format, ...)
                __attribute__((format(printf, 3, 4)));
void tree_writer_directory(TreeWriter *writer, const char *name);
