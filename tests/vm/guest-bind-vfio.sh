#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# In the guest: bind-vfio all|ADDRESS|VENDOR:DEVICE... binds PCI functions to vfio-pci, away from whatever driver
# has them. Exits with 1 and says which one if vfio-pci does not take it.

pci=/sys/bus/pci/devices
status=0

complain() {
        echo "$*"
        status=1
}

# What "all" means: no bridges, no host system parts (classes 06 and 08), no virtio-iommu.
is_endpoint() {
        case "$(cat "$pci/$1/class") $(cat "$pci/$1/vendor"):$(cat "$pci/$1/device")" in
        0x06*|0x08*|*" 0x1af4:0x1057") return 1 ;;
        esac
}

# Does function $1 fit what was asked for, $2?
fits() {
        case "$2" in
        all) is_endpoint "$1" ;;
        "$1") ;;
        "$(cut -c 3- "$pci/$1/vendor"):$(cut -c 3- "$pci/$1/device")") ;;
        *) return 1 ;;
        esac
}

is_bound() {
        [ "$(readlink -f "$pci/$1/driver")" = /sys/bus/pci/drivers/vfio-pci ]
}

bind() {
        is_bound "$1" && return
        [ -e "$pci/$1/driver" ] && echo "$1" >"$pci/$1/driver/unbind"
        echo vfio-pci >"$pci/$1/driver_override"
        echo "$1" >/sys/bus/pci/drivers_probe
        is_bound "$1" || complain "vfio-pci did not take $1"
}

for wanted; do
        found=
        for directory in "$pci"/*; do
                address=${directory##*/}
                fits "$address" "$wanted" || continue
                found=yes
                bind "$address"
        done
        [ -n "$found" ] || complain "no device in the guest fits $wanted"
done
exit "$status"
