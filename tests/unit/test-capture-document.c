/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The capture document: what is refused and where, what nodes say, and that what was
 * written is read back, whatever the bytes. */

#include "sources/capture-document.h"

#include "sources/capture-writer.h"
#include "tests/unit/test.h"

#define DOCUMENT(tree) "{\"schema\":\"" CAPTURE_SCHEMA "\",\"tree\":" tree "}"

static struct json_object *parse(const char *text) {
        struct json_object *document = NULL;
        _cleanup_text_ Text error = TEXT_INIT;

        assert_row(text, parse_capture(text, strlen(text), &document, &error) == 0);
        assert_int_equal(error.length, 0);
        return document;
}

static struct json_object *tree_of(struct json_object *document) {
        struct json_object *tree = NULL;

        assert_true(json_object_object_get_ex(document, "tree", &tree));
        return tree;
}

static void test_accept(void **state) {
        static const char *const accepted[] = {
                DOCUMENT("{}"),
                DOCUMENT("{}") "\n",
                " \t\r\n" DOCUMENT("{}") " \t\r\n",
                DOCUMENT("{\"sys\":{},\"proc\":null}"),
                "{\"tree\":{},\"schema\":\"" CAPTURE_SCHEMA "\",\"later\":[1]}",
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(accepted); i++)
                json_object_put(parse(accepted[i]));
}

static void test_refuse(void **state) {
        static const struct {
                const char *text, *error;
        } rows[] = {
                { "", "line 1, column 1" },
                { "\n\n", "line 3, column 1" },
                { "{", "too early" },
                { "{\n  \"schema\": x}", "line 2, column 13" },
                { DOCUMENT("{}") "x", "line 1" },
                { DOCUMENT("{}") "\n{}", "line 2, column 1" },
                { "null\n", "not a capture" },
                { "[]", "not a capture" },
                { "\"text\"", "not a capture" },
                { "{}", "without \"schema\"" },
                { "{\"schema\":1,\"tree\":{}}", "not a capture" },
                { "{\"schema\":\"iommu-diag/capture/2\",\"tree\":{}}", "iommu-diag/capture/2" },
                { "{\"schema\":\"a\\u001bb\",\"tree\":{}}", "a\033b" },
                { "{\"schema\":\"" CAPTURE_SCHEMA "\"}", "\"tree\"" },
                { DOCUMENT("[]"), "\"tree\"" },
                { DOCUMENT("null"), "\"tree\"" },
                { DOCUMENT("{\"a\":1,}"), "line 1" },
                { DOCUMENT("{\"a\":\"\xff\"}"), "line 1" },
                { DOCUMENT("{\"a\":\"\xe2\x82\"}"), "line 1" },
                { DOCUMENT("{}/* comment */"), "line 1" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                struct json_object *document = NULL;
                _cleanup_text_ Text error = TEXT_INIT;

                assert_row(rows[i].text, parse_capture(rows[i].text, strlen(rows[i].text), &document,
                                                         &error) == -EBADMSG);
                assert_null(document);
                assert_row(rows[i].text, strstr(text_get(&error), rows[i].error) != NULL);
                assert_null(strchr(text_get(&error), '\n'));
        }
}

static void test_nul_byte(void **state) {
        static const char text[] = DOCUMENT("{}") "\0x";
        struct json_object *document = NULL;
        _cleanup_text_ Text error = TEXT_INIT;

        (void) state;
        assert_int_equal(parse_capture(text, sizeof(text) - 1, &document, &error), -EBADMSG);
        assert_null(document);
}

static const struct {
        const char *path;
        int found; /* of capture_find() */
        int bytes, link, list;
} node_rows[] = {
        { "text", 0, 3, -EINVAL, -ENOTDIR },
        { "empty", 0, 0, -EINVAL, -ENOTDIR },
        { "hex", 0, 4, -EINVAL, -ENOTDIR },
        { "directory", 0, -EISDIR, -EINVAL, 2 },
        { "link", 0, -EBADMSG, 0, -ENOTDIR },
        { "listed", 0, -ENOENT, -ENOENT, -ENOENT },
        { "denied", -EACCES, 0, 0, 0 },
        { "strange", -EIO, 0, 0, 0 },
        { "number", 0, -EBADMSG, -EINVAL, -ENOTDIR },
        { "odd", 0, -EBADMSG, -EINVAL, -ENOTDIR },
        { "nohex", 0, -EBADMSG, -EINVAL, -ENOTDIR },
        { "large", 0, -EFBIG, -EINVAL, -ENOTDIR },
        { "largehex", 0, -EFBIG, -EINVAL, -ENOTDIR },
        { "slash", 0, -EBADMSG, -EBADMSG, -ENOTDIR },
        { "none", -ENOENT, 0, 0, 0 },
        { "listed/below", -ENOENT, 0, 0, 0 },
        { "text/below", -ENOTDIR, 0, 0, 0 },
        { "denied/below", -EACCES, 0, 0, 0 },
        { "directory/a", 0, 1, -EINVAL, -ENOTDIR },
        { "directory/./a", 0, 1, -EINVAL, -ENOTDIR },
        { "//directory//a", 0, 1, -EINVAL, -ENOTDIR },
        { "directory/none", -ENOENT, 0, 0, 0 },
        { "directory/../text", -ENOENT, 0, 0, 0 },
        { ".", 0, -EISDIR, -EINVAL, 14 },
};

static void test_nodes(void **state) {
        struct json_object *document = parse(DOCUMENT(
                        "{\"text\":\"on\\n\",\"empty\":\"\",\"hex\":[\"hex\",\"00ff7e01\"],"
                        "\"directory\":{\"b\":\"\",\"a\":\"x\"},\"link\":[\"link\",\"dmar0\"],"
                        "\"listed\":null,\"denied\":[\"error\",\"EACCES\"],"
                        "\"strange\":[\"error\",\"EWHAT\"],\"number\":1,\"odd\":[\"hex\",\"0\"],"
                        "\"nohex\":[\"hex\",\"0g\"],\"large\":\"123456789\","
                        "\"largehex\":[\"hex\",\"000000000000000000\"],\"slash\":[\"link\",\"a/b\"]}"));

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(node_rows); i++) {
                _cleanup_(names_done) Names names = { 0 };
                struct json_object *node = NULL;
                char buffer[8];
                int r;

                assert_row(node_rows[i].path, capture_find(tree_of(document), node_rows[i].path, &node) ==
                                                         node_rows[i].found);
                if (node_rows[i].found < 0)
                        continue;
                assert_row(node_rows[i].path,
                                capture_read_bytes(node, buffer, sizeof(buffer)) == node_rows[i].bytes);
                assert_row(node_rows[i].path,
                                capture_read_link(node, buffer, sizeof(buffer)) == node_rows[i].link);
                r = capture_list(node, &names);
                assert_row(node_rows[i].path, (r < 0 ? r : (int) names.count) == node_rows[i].list);
                for (size_t j = 1; j < names.count; j++)
                        assert_true(strcmp(names.items[j - 1], names.items[j]) < 0);
        }
        json_object_put(document);
}

static void test_link_too_long(void **state) {
        struct json_object *document = parse(DOCUMENT("{\"l\":[\"link\",\"12345678\"]}")), *node;
        char buffer[9];

        (void) state;
        assert_int_equal(capture_find(tree_of(document), "l", &node), 0);
        assert_int_equal(capture_read_link(node, buffer, 8), -ENAMETOOLONG);
        assert_int_equal(capture_read_link(node, buffer, 9), 0);
        assert_string_equal(buffer, "12345678");
        json_object_put(document);

        /* The name counts, not the four characters that stand for one of it. */
        document = parse(DOCUMENT("{\"l\":[\"link\",\"\\\\x19\\\\x19\\\\x5c\"]}"));
        assert_int_equal(capture_find(tree_of(document), "l", &node), 0);
        assert_int_equal(capture_read_link(node, buffer, 3), -ENAMETOOLONG);
        assert_int_equal(capture_read_link(node, buffer, 4), 0);
        assert_string_equal(buffer, "\x19\x19\\");
        json_object_put(document);
}

/* Through the JSON text and back. */
static struct json_object *reparse(struct json_object *tree) {
        _cleanup_text_ Text text = TEXT_INIT;

        text_add(&text, "{\"schema\":\"" CAPTURE_SCHEMA "\",\"tree\":");
        text_add(&text, json_object_to_json_string(tree));
        text_add(&text, "}");
        return parse(text_get(&text));
}

static void test_bytes_round_trip(void **state) {
        struct json_object *tree = json_object_new_object(), *document, *node;
        char expected[300], buffer[300];

        (void) state;
        for (size_t i = 0; i < 256; i++)
                expected[i] = (char) i;
        assert_int_equal(capture_add_bytes(tree, "sys/all", expected, 256), 0);
        assert_int_equal(capture_add_bytes(tree, "sys/text", "a\nb\t\"\\\n", 7), 0);
        assert_int_equal(capture_add_bytes(tree, "sys/nothing", "", 0), 0);
        for (size_t i = 0; i < 256; i++) {
                char path[16];

                (void) snprintf(path, sizeof(path), "one/%zu", i);
                assert_int_equal(capture_add_bytes(tree, path, expected + i, 1), 0);
        }
        document = reparse(tree);
        assert_int_equal(capture_find(tree_of(document), "sys/all", &node), 0);
        assert_int_equal(capture_read_bytes(node, buffer, sizeof(buffer)), 256);
        assert_memory_equal(buffer, expected, 256);
        assert_int_equal(capture_read_bytes(node, buffer, 255), -EFBIG);
        assert_int_equal(capture_find(tree_of(document), "sys/text", &node), 0);
        assert_true(json_object_is_type(node, json_type_string));
        assert_int_equal(capture_read_bytes(node, buffer, sizeof(buffer)), 7);
        assert_memory_equal(buffer, "a\nb\t\"\\\n", 7);
        assert_int_equal(capture_find(tree_of(document), "sys/nothing", &node), 0);
        assert_int_equal(capture_read_bytes(node, buffer, sizeof(buffer)), 0);
        for (size_t i = 0; i < 256; i++) {
                char path[16];

                (void) snprintf(path, sizeof(path), "one/%zu", i);
                assert_int_equal(capture_find(tree_of(document), path, &node), 0);
                assert_int_equal(capture_read_bytes(node, buffer, 1), 1);
                assert_int_equal((unsigned char) buffer[0], i);
        }
        json_object_put(document);
        json_object_put(tree);
}

static void test_names_round_trip(void **state) {
        static const char *const names[] = { "a b", "a\\b", "\\x41", "\xff", "e\xc3\xa9", "x\ny", "\"" };
        struct json_object *tree = json_object_new_object(), *document, *node;
        _cleanup_(names_done) Names list = { 0 };
        char buffer[64];

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
                (void) snprintf(buffer, sizeof(buffer), "d/%s", names[i]);
                assert_int_equal(capture_add_link(tree, buffer, names[i]), 0);
        }
        document = reparse(tree);
        assert_int_equal(capture_find(tree_of(document), "d", &node), 0);
        assert_int_equal(capture_list(node, &list), 0);
        assert_int_equal(list.count, ARRAY_SIZE(names));
        for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
                bool found = false;

                for (size_t j = 0; j < list.count; j++)
                        found = found || strcmp(list.items[j], names[i]) == 0;
                assert_row(names[i], found);
                (void) snprintf(buffer, sizeof(buffer), "d/%s", names[i]);
                assert_row(names[i], capture_find(tree_of(document), buffer, &node) == 0);
                assert_int_equal(capture_read_link(node, buffer, sizeof(buffer)), 0);
                assert_string_equal(buffer, names[i]);
        }
        json_object_put(document);
        json_object_put(tree);
}

static void test_errors_round_trip(void **state) {
        static const int errors[] = {
                EACCES, EPERM, EIO, ENODEV, ENXIO, EINVAL, EFBIG, EILSEQ, ELOOP, ENOTDIR, EISDIR,
                EBADMSG, E2BIG, ETIMEDOUT, EAGAIN, EBUSY, ENAMETOOLONG, EXDEV, EOPNOTSUPP,
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
                struct json_object *tree = json_object_new_object(), *node;

                assert_int_equal(capture_add_error(tree, "sys/x", -errors[i]), 0);
                assert_int_equal(capture_find(tree, "sys/x", &node), -errors[i]);
                json_object_put(tree);
        }
}

/* What a reader was told first stays, but for a name that was only listed. */
static void test_first_writer_wins(void **state) {
        struct json_object *tree = json_object_new_object(), *directory, *node;
        char buffer[8];

        (void) state;
        directory = capture_add_directory(tree, "sys/class");
        assert_non_null(directory);
        assert_int_equal(capture_add_bytes(directory, "cap", "1", 1), 0);
        assert_int_equal(capture_add_bytes(directory, "cap", "2", 1), 0);
        assert_ptr_equal(capture_add_directory(tree, "sys/class"), directory);
        assert_ptr_equal(capture_add_directory(tree, "/sys//./class/"), directory);
        assert_int_equal(json_object_object_add(directory, "later", NULL), 0);
        assert_int_equal(capture_add_bytes(directory, "later", "3", 1), 0);
        assert_int_equal(capture_find(tree, "sys/class/cap", &node), 0);
        assert_int_equal(capture_read_bytes(node, buffer, sizeof(buffer)), 1);
        assert_int_equal(buffer[0], '1');
        assert_int_equal(capture_find(tree, "sys/class/later", &node), 0);
        assert_int_equal(capture_read_bytes(node, buffer, sizeof(buffer)), 1);
        /* A file is no directory. */
        assert_null(capture_add_directory(tree, "sys/class/cap/below"));
        json_object_put(tree);
}

TEST_MAIN(cmocka_unit_test(test_accept), cmocka_unit_test(test_refuse),
          cmocka_unit_test(test_nul_byte), cmocka_unit_test(test_nodes),
          cmocka_unit_test(test_link_too_long), cmocka_unit_test(test_bytes_round_trip),
          cmocka_unit_test(test_names_round_trip), cmocka_unit_test(test_errors_round_trip),
          cmocka_unit_test(test_first_writer_wins))
