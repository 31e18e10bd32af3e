#!/bin/sh
# Make the base image of Containerfile where no registry can be reached: Debian's minimal system from
# its package mirror, without documentation and locales, as debian:trixie-slim is. Needs root,
# debootstrap, and podman or buildah. The argument is the command and its options, for example:
#   tools/base_image.sh podman --storage-driver vfs
set -eu
image=docker.io/library/debian:trixie-slim
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
debootstrap --variant=minbase trixie "$folder/root" >"$folder/log" || { tail -n 5 "$folder/log" >&2; exit 1; }

cd "$folder/root"
for place in doc man info locale lintian linda groff; do
    echo "path-exclude /usr/share/$place/*" >>etc/dpkg/dpkg.cfg.d/slim
    rm -rf "usr/share/$place"/*
done
echo 'path-include /usr/share/doc/*/copyright' >>etc/dpkg/dpkg.cfg.d/slim
rm -rf var/cache/apt/*.bin var/cache/apt/archives/*.deb var/lib/apt/lists/* var/log/*.log
tar -c . | "$@" import - "$image" >/dev/null
