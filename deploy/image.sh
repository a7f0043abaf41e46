#!/bin/sh
# Lays out the root folder of an image with one program: the program, what it is linked with, certificates to know others by, and
# the name of the user it runs as. Needs ldd and Debian's ca-certificates; can be tried without a container engine:
#   deploy/image.sh PROGRAM FOLDER && chroot --userspec=65532:65532 FOLDER /usr/local/bin/lotse --version
set -eu
program=$1 root=$2

install -D -m 755 "$program" "$root/usr/local/bin/lotse"
# Lines of ldd: `name => /path (address)`, `/path/of/the/loader (address)`, and `linux-vdso`, which is no file.
ldd "$program" | sed -n -e 's/.* => \(\/[^ ]*\) .*/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' | while read -r library; do
    install -D -m 755 "$(readlink -f "$library")" "$root$library"
done
install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
echo 'lotse:x:65532:65532:Lotse:/var/lib/lotse:/nonexistent' >"$root/etc/passwd"
echo 'lotse:x:65532:' >"$root/etc/group"
# Names of hosts: those of the machine first, then DNS.
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
install -d -m 1777 "$root/tmp"
install -d -m 700 "$root/var/lib/lotse"
