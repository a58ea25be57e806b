/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The IORT table: every node and its maps as they should be, and any damage. */

#include "sources/acpi-iort.h"

#include "tests/unit/iort-bytes.h"
#include "tests/unit/test.h"

static void put_devices(TableBytes *table) {
        put_node(table, IORT_COMPONENT, 4, 24, 1); /* at 0x44 */
        put(table, 0x1 | 16 << 1, 4);
        put(table, 1, 4);
        put(table, 0x0a, 1);
        put(table, 0, 2);
        put(table, 3, 1);
        put(table, 40, 1);
        put_text(table, "\\_SB.GPU", 11);
        put_map(table, 0, 1, 0x5a, 0xcc, IORT_MAP_SINGLE);
        put_node(table, IORT_ROOT_COMPLEX, 3, 20, 2); /* at 0x80 */
        put(table, 0, 4);
        put(table, 0, 3);
        put(table, 1, 1);
        put(table, 7, 4);
        put(table, 0x12, 4);
        put(table, 48, 1);
        put(table, 20, 2);
        put(table, 0, 1);
        put_map(table, 0x0000, 0x100, 0x10000, 0xcc, 0);
        put_map(table, 0x0100, 0xff00, 0, 0x30, 0);
}

/* One of everything, and nothing wrong with it. */
static TableBytes make_full(void) {
        TableBytes table = begin_iort(5, 8);

        put_node(&table, IORT_ITS_GROUP, 1, 4, 0); /* at 0x30, without ids */
        put(&table, 0, 4);
        put_devices(&table);
        assert_int_equal(table.length, 0xbc + 16);
        put_node(&table, IORT_SMMU, 3, 60, 0); /* at 0xcc */
        put(&table, 0x15000000, 8);
        put(&table, 0x100000, 8);
        put(&table, 3, 4);
        put(&table, 3, 4);
        put(&table, 60, 4);
        put(&table, 1, 4);
        put(&table, 60, 4);
        put(&table, 1, 4);
        put(&table, 68, 4);
        put(&table, 0x87, 8);
        put(&table, 0x88, 8);
        put_node(&table, IORT_SMMU_V3, 5, 52, 1); /* at 0x118 */
        put(&table, 0x14f80000, 8);
        put(&table, 0x1f, 4);
        put(&table, 0, 4);
        put(&table, 0x14fa0000, 8);
        put(&table, 2, 4);
        for (uint32_t i = 0; i < 4; i++)
                put(&table, 0x61 + i, 4);
        put(&table, 9, 4);
        put(&table, 0, 4);
        put_map(&table, 0, 1, 7, 0x30, IORT_MAP_SINGLE);
        put_node(&table, IORT_PMCG, 2, 24, 0); /* at 0x170 */
        put(&table, 0x2b442000, 8);
        put(&table, 0x75, 4);
        put(&table, 0x118, 4);
        put(&table, 0x2b452000, 8);
        put_node(&table, IORT_RMR, 3, 52, 0); /* at 0x198 */
        put(&table, 0x3 | 5 << 2, 4);
        put(&table, 2, 4);
        put(&table, 28, 4);
        put_region(&table, 0x80000000, 0x10000);
        put_region(&table, 0xffffffffffff0000, 0x10000);
        put_node(&table, IORT_IWB, 0, 16, 0); /* at 0x1dc */
        put(&table, 0x2f000000, 8);
        put(&table, 6, 2);
        put_text(&table, "\\IWB", 6);
        end_table(&table);
        return table;
}

static void check_map(const IortMap *map, uint32_t input, uint64_t count, uint32_t output, uint32_t reference,
                uint32_t flags) {
        assert_int_equal(map->input, input);
        assert_true(map->count == count);
        assert_int_equal(map->output, output);
        assert_int_equal(map->reference, reference);
        assert_int_equal(map->flags, flags);
}

static void test_nodes(void **state) {
        static const struct {
                size_t offset;
                uint16_t length;
                uint8_t type, revision;
                size_t n_maps;
        } rows[] = {
                { 0x30, 20, IORT_ITS_GROUP, 1, 0 }, { 0x44, 60, IORT_COMPONENT, 4, 1 },
                { 0x80, 76, IORT_ROOT_COMPLEX, 3, 2 }, { 0xcc, 76, IORT_SMMU, 3, 0 },
                { 0x118, 88, IORT_SMMU_V3, 5, 1 }, { 0x170, 40, IORT_PMCG, 2, 0 },
                { 0x198, 68, IORT_RMR, 3, 0 }, { 0x1dc, 32, IORT_IWB, 0, 0 },
        };
        TableBytes table = make_full();
        FirmwareTable decoded = decode_table(&table);
        const IortNode *all = decoded.iort.nodes;

        (void) state;
        check_notes(&decoded, 0, 0, "");
        assert_int_equal(decoded.iort.node_count, 8);
        assert_int_equal(decoded.iort.n_nodes, ARRAY_SIZE(rows));
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                assert_int_equal(all[i].offset, rows[i].offset);
                assert_int_equal(all[i].length, rows[i].length);
                assert_int_equal(all[i].type, rows[i].type);
                assert_int_equal(all[i].revision, rows[i].revision);
                assert_int_equal(all[i].id, 0x10 + rows[i].type);
                assert_int_equal(all[i].n_maps, rows[i].n_maps);
        }
        firmware_table_done(&decoded);
}

static void test_devices(void **state) {
        TableBytes table = make_full();
        FirmwareTable decoded = decode_table(&table);
        const IortNode *node = decoded.iort.nodes + 1;

        (void) state;
        assert_int_equal(node->flags, 0x21);
        assert_int_equal(node->device.memory.coherency, 1);
        assert_int_equal(node->device.memory.hints, 0x0a);
        assert_int_equal(node->device.memory.access, 3);
        assert_true(node->device.address_limit_bits.known && node->device.address_limit_bits.value == 40);
        assert_string_equal(node->name, "\\_SB.GPU");
        assert_int_equal(node->maps[0].offset, 0x6c);
        check_map(node->maps, 0, 1, 0x5a, 0xcc, IORT_MAP_SINGLE);
        node++;
        assert_int_equal(node->device.memory.coherency, 0);
        assert_int_equal(node->device.memory.access, 1);
        assert_int_equal(node->device.ats, 7);
        assert_int_equal(node->device.segment, 0x12);
        assert_true(node->device.address_limit_bits.known && node->device.address_limit_bits.value == 48);
        assert_true(node->device.pasid.known && node->device.pasid.value == 20);
        check_map(node->maps, 0, 0x100, 0x10000, 0xcc, 0);
        check_map(node->maps + 1, 0x100, 0xff00, 0, 0x30, 0);
        assert_int_equal(node->maps[1].offset, 0xb8);
        firmware_table_done(&decoded);
}

static void test_others(void **state) {
        TableBytes table = make_full();
        FirmwareTable decoded = decode_table(&table);
        const IortNode *node = decoded.iort.nodes + 3;

        (void) state;
        assert_true(node->base == 0x15000000 && node->smmu.span == 0x100000);
        assert_true(node->model == 3 && node->flags == 3);
        assert_true(node->smmu.n_context_interrupts == 1 && node->smmu.n_pmu_interrupts == 1);
        node++;
        assert_true(node->base == 0x14f80000 && node->flags == 0x1f && node->smmu_v3.vatos == 0x14fa0000);
        assert_true(node->model == 2 && node->smmu_v3.event == 0x61 && node->smmu_v3.pri == 0x62);
        assert_true(node->smmu_v3.error == 0x63 && node->smmu_v3.sync == 0x64);
        assert_true(node->smmu_v3.proximity_domain.known && node->smmu_v3.proximity_domain.value == 9);
        assert_true(node->smmu_v3.device_id_map.known && node->smmu_v3.device_id_map.value == 0);
        node++;
        assert_true(node->base == 0x2b442000 && node->pmcg.interrupt == 0x75 && node->pmcg.reference == 0x118);
        assert_true(node->pmcg.page1.known && node->pmcg.page1.value == 0x2b452000);
        node++;
        assert_true(node->flags == 0x17 && node->rmr.n_regions == 2);
        assert_true(node->rmr.regions[0].base == 0x80000000 && node->rmr.regions[0].bytes == 0x10000);
        assert_int_equal(node->rmr.regions[1].offset, 0x1c8);
        node++;
        assert_true(node->base == 0x2f000000 && node->iwb_index == 6);
        assert_string_equal(node->name, "\\IWB");
        firmware_table_done(&decoded);
}

static void test_its(void **state) {
        TableBytes table = begin_iort(0, 2);
        FirmwareTable decoded;

        (void) state;
        put_node(&table, IORT_ITS_GROUP, 0, 12, 0);
        put(&table, 2, 4);
        put(&table, 0x11, 4);
        put(&table, 0x22, 4);
        put_its(&table);
        set(&table, 48 + 28 + 16, 2, 4); /* of which one fits */
        decoded = finish_table(&table);
        assert_int_equal(decoded.iort.nodes[0].its.n_ids, 2);
        assert_int_equal(decoded.iort.nodes[0].its.ids[1], 0x22);
        assert_int_equal(decoded.iort.nodes[1].its.n_ids, 0);
        check_notes(&decoded, 1, 76, "2 ITS ids at offset 20 are not inside the node of 24 bytes");
        firmware_table_done(&decoded);
}

static void test_cuts(void **state) {
        (void) state;
        check_every_cut(make_full());
}

static void test_any_byte(void **state) {
        (void) state;
        check_every_byte(make_full());
}

TEST_MAIN(cmocka_unit_test(test_nodes), cmocka_unit_test(test_devices), cmocka_unit_test(test_others),
                cmocka_unit_test(test_its), cmocka_unit_test(test_cuts), cmocka_unit_test(test_any_byte))
