#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# In the guest: show-facts prints what the kernel itself shows about its IOMMUs, as the tests read it. A line is
#   file TAB path TAB one line of it
#   link TAB path TAB last component of its target
#   list TAB directory TAB one name in it (empty name: the directory is there)

tab=$(printf '\t')

show_file() {
        for path; do
                [ -f "$path" ] || continue
                text=$(cat "$path")
                printf '%s\n' "$text" | while IFS= read -r line; do
                        printf '%s\n' "file$tab$path$tab$line"
                done
        done
}

show_link() {
        for path; do
                [ -L "$path" ] || continue
                target=$(readlink "$path")
                printf '%s\n' "link$tab$path$tab${target##*/}"
        done
}

show_list() {
        [ -d "$1" ] || return
        printf '%s\n' "list$tab$1$tab"
        for path in "$1"/*; do
                [ -e "$path" ] && printf '%s\n' "list$tab$1$tab${path##*/}"
        done
}

printf '%s\n' "file${tab}release$tab$(uname -r)" "file${tab}machine$tab$(uname -m)"
show_file /proc/cmdline

show_list /sys/class/iommu
for unit in /sys/class/iommu/*; do
        show_list "$unit/devices"
        show_link "$unit/device"
        show_file "$unit"/intel-iommu/* "$unit"/amd-iommu/*
done

show_list /sys/kernel/iommu_groups
for group in /sys/kernel/iommu_groups/*; do
        show_list "$group/devices"
        show_file "$group/type" "$group/reserved_regions"
done

show_list /sys/bus/pci/devices
for device in /sys/bus/pci/devices/*; do
        show_file "$device/vendor" "$device/device" "$device/class" "$device/dma_mask_bits" "$device/numa_node"
        show_link "$device/driver" "$device/iommu_group" "$device/iommu"
done
