#!/bin/sh
# Builds static release binaries: .build/static/nlagent and .build/static/nlctl.
#
# The flags are here and not in Package.swift because they break `swift test -c release`.
# Without --disable-local-rpath the binaries crash at start. gold cannot link them; lld can.
set -eu

cd "$(dirname "$0")/.."
scratch=.build/static-build
out=.build/static

# With --icf=all lld keeps functions of equal code once. It folds no data, whose addresses Swift
# compares; nothing here compares addresses of functions.

# Packed relocations save half a megabyte of memory. glibc before 2.36 does not support them, and
# binaries with them crash at start.
packed=
if printf 'glibc 2.36\n%s\n' "$(getconf GNU_LIBC_VERSION)" | sort -VC; then
    packed='-Xlinker --pack-dyn-relocs=relr'
fi

build() {
    # shellcheck disable=SC2086 # two words or none
    swift build -c release --scratch-path "$scratch" --disable-local-rpath \
        -Xswiftc -static-executable -Xswiftc -use-ld=lld \
        -Xswiftc -Xclang-linker -Xswiftc -static-pie -Xlinker -s -Xlinker --icf=all $packed "$@"
}

fail() {
    echo "build-static: $1" >&2
    exit 1
}

build --product nlagent
build --product nlctl
from=$(build --show-bin-path)

mkdir -p "$out"
for name in nlagent nlctl; do
    # rename(2) also replaces the file of a running agent, which cp cannot write to.
    cp "$from/$name" "$out/$name.new"
    mv "$out/$name.new" "$out/$name"

    readelf -h "$out/$name" | grep -q 'Type: *DYN' || fail "$name is not position-independent"
    if readelf -l "$out/$name" | grep -q INTERP; then
        fail "$name needs a dynamic loader"
    fi
    if readelf -d "$out/$name" | grep -q NEEDED; then
        fail "$name needs shared libraries"
    fi
    # Errors of such binaries show at start, not at link time.
    version=$("$out/$name" --version) || fail "$name does not start"
    echo "$out/$name  $(wc -c <"$out/$name") bytes  $version"
done
