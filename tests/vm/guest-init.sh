#!/bin/busybox sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
#
# PID 1 of the lab's guest: makes the system complete, binds devices, runs the commands in /lab/commands one
# after the other, sends /lab/results as one compressed tar and powers off. What the host decided is in
# /lab/settings: VFIO, RESULT_PORT, TIMEOUT, INTERACTIVE.

export PATH=/lab/bin:/bin HOME=/root TERM="${TERM:-linux}"

prepare_system() {
        /bin/busybox --install -s /bin
        mount -t proc proc /proc
        mount -t sysfs sysfs /sys
        mount -t devtmpfs devtmpfs /dev
        mkdir -p /dev/pts /dev/shm /tmp /run /root /lab/results
        mount -t devpts devpts /dev/pts
        mount -t tmpfs tmpfs /run
        mount -t debugfs debugfs /sys/kernel/debug
        mount -t tracefs tracefs /sys/kernel/tracing
        chmod 1777 /tmp /dev/shm
        ip link set lo up
}

# The lab itself failed: the host prints these lines instead of any result.
trouble() {
        echo "$*" >>/lab/results/trouble
}

load_modules() {
        while read -r module; do
                insmod "/lab/modules/$module.ko" || trouble "cannot load module $module"
        done </lab/modules/order
}

# $1 = the command's directory: run (script), user, stdin in; stdout, stderr, status out.
run_command() {
        results="/lab/results/${1##*/}"
        mkdir -p "$results"
        user=$(cat "$1/user")
        if [ "$user" = root ]; then
                sh "$1/run" <"$1/stdin" >"$results/stdout" 2>"$results/stderr"
        else
                su -p -s /bin/sh "$user" "$1/run" <"$1/stdin" >"$results/stdout" 2>"$results/stderr"
        fi
        echo "$?" >"$results/status"
}

# /lab/get: files to bring home, one path per line.
collect_files() {
        while read -r path; do
                mkdir -p "/lab/results/files/${path%/*}"
                cp "$path" "/lab/results/files/$path"
        done </lab/get
}

send_results() {
        dmesg >/lab/results/dmesg
        cp /proc/uptime /lab/results/uptime
        case "$RESULT_PORT" in
        /dev/tty*) stty -F "$RESULT_PORT" raw -echo 115200 ;;
        esac
        tar -c -z -C /lab/results -f "$RESULT_PORT" .
}

prepare_system
# shellcheck source=/dev/null
. /lab/settings
# If the host forgets us. It ends the guest itself a little later, without results.
(sleep "$TIMEOUT"; echo "lab: time is up after $TIMEOUT s"; poweroff -f) &
load_modules
# shellcheck disable=SC2086 # a list
complaints=$(bind-vfio $VFIO) || trouble "$complaints"
if [ -n "$INTERACTIVE" ]; then
        cat /lab/results/trouble 2>/dev/null
        cd /root || exit
        setsid cttyhack sh
else
        for command in /lab/commands/*; do
                run_command "$command"
        done
        collect_files
        send_results
fi
poweroff -f
