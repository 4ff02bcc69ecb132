#!/usr/bin/env bash
# Prove on a bare Debian 12, with python3 and pip alone, that start.py does all the set-up.
#   sudo packaging/prove_bare.sh ROOT [MIRROR]
# ROOT is a folder that is empty or does not exist; MIRROR is debootstrap's own unless you name one.
# A proxy, pip's certificate and pip's index are handed on from the environment where they are set.
set -euo pipefail

root=${1:?a folder for the bare system}
mirror=${2:-}
checkout=$(cd "$(dirname "$0")/.." && pwd)

[ "$(id -u)" = 0 ] || { echo "Only root can make a bare system." >&2; exit 3; }
[ -z "$(ls -A "$root" 2>/dev/null)" ] || { echo "$root is not empty." >&2; exit 2; }
mkdir -p "$root"
root=$(cd "$root" && pwd)

echo "── a bare Debian 12"
debootstrap --variant=minbase --include=python3,python3-pip bookworm "$root" ${mirror:+"$mirror"} \
  >"$root.log" 2>&1 || { tail -n 20 "$root.log" >&2; exit 3; }
mount -t proc proc "$root/proc"
trap 'umount "$root/proc"' EXIT

git clone --quiet --no-hardlinks "$checkout" "$root/root/checkout"

environment=(PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8)
for name in http_proxy https_proxy no_proxy PIP_INDEX_URL PIP_CERT; do
  [ -z "${!name:-}" ] || environment+=("$name=${!name}")
done
if [ -n "${PIP_CERT:-}" ]; then
  mkdir -p "$root$(dirname "$PIP_CERT")"
  cp -L "$PIP_CERT" "$root$PIP_CERT"
fi

inside() {
  chroot "$root" env -i "${environment[@]}" "$@"
}

step() {
  local start=$SECONDS
  echo "── $*"
  inside bash -c 'cd /root/checkout && exec "$@"' bash "$@"
  echo "── $*: $((SECONDS - start)) s"
}

for absent in git make gcc; do
  if inside which "$absent" >/dev/null; then echo "not bare: $absent" >&2; exit 1; fi
done
if inside python3 -c 'import ensurepip' 2>/dev/null; then echo "not bare: ensurepip" >&2; exit 1; fi

step python3 start.py demo
test -s "$root/root/checkout/demo/story.json"
step env CI=true python3 start.py test
step python3 start.py setup
step python3 start.py setup
echo "── proved"
