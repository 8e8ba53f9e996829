#!/bin/sh
# Builds the image and runs it for real, read-only, without capabilities and without a Docker engine: buildah, podman
# and runc are enough. Prints what it checked; ends with an error at the first thing that does not hold.
#   docker/try.sh            builds on Debian bookworm (fetched by debootstrap), whose Python is 3.11
#   BASE=image docker/try.sh builds on an image that is there already
# Needs root. Leaves its work in TRY_DIR (default /tmp/her2-cds-image), so that a second run is quick.
set -eu
cd "$(dirname "$0")/.."
work=${TRY_DIR:-/tmp/her2-cds-image}
mkdir -p "$work"
cat > "$work/containers.conf" <<X
[engine]
cgroup_manager="cgroupfs"
runtime="runc"
events_logger="file"
[containers]
default_ulimits=["nofile=1024:1024","nproc=4096:4096"]
X
printf '[storage]\ndriver="vfs"\ngraphroot="%s/store"\nrunroot="%s/run"\n' "$work" "$work" > "$work/storage.conf"
export CONTAINERS_CONF="$work/containers.conf" CONTAINERS_STORAGE_CONF="$work/storage.conf"

base=${BASE:-localhost/bookworm-python:local}
if ! buildah inspect --type image "$base" >/dev/null 2>&1; then
  [ -d "$work/rootfs/usr" ] || debootstrap --variant=minbase \
    --include=python3,python3-venv,python3-pip,ca-certificates bookworm "$work/rootfs" >"$work/debootstrap.log"
  container=$(buildah from scratch)
  buildah add -q "$container" "$work/rootfs" / >/dev/null
  buildah commit -q "$container" "$base" >/dev/null
  buildah rm "$container" >/dev/null
fi
image=localhost/her2-cds:try
# The machine's certificates are lent to the build, for package registries behind a proxy of its own.
buildah bud --isolation chroot --format docker --pull-never --build-arg BASE="$base" \
  -v /etc/ssl/certs:/etc/ssl/certs:ro -f docker/Dockerfile -t "$image" . >"$work/build.log" 2>&1 ||
  { tail -20 "$work/build.log"; exit 1; }
size() { podman image inspect "$1" --format '{{.Size}}'; }
echo "built: $(( ($(size "$image") - $(size "$base")) / 1000000 )) MB over its base"

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port
name=her2-cds-try-$$
podman() { command podman "$@" 2>>"$work/podman.log"; }
trap 'podman rm -f "$name" >/dev/null || true' EXIT
inside() { podman exec "$name" /opt/her2-cds/bin/python -c "$1"; }

podman run -d --name "$name" --network host --read-only --tmpfs /tmp --cap-drop=all \
  --security-opt no-new-privileges -e HER2CDS_HOST=127.0.0.1 -e HER2CDS_PORT="$port" "$image" serve --demo >/dev/null
for _ in $(seq 100); do curl -fs "$url/livez" >/dev/null && break; sleep 0.1; done
curl -fs "$url/readyz" >/dev/null
echo "runs: ready on a read-only root file system, without capabilities"
curl -fs "$url/demo/requests/demo-one.json" |
  curl -fs -H 'Content-Type: application/json' -d @- "$url/cds-services/her2-patient-view" |
  python3 -c 'import json, sys; print("answers:", json.load(sys.stdin)["cards"][0]["summary"])'
inside 'import os; assert os.getuid() == 10001, os.getuid()'
echo "runs as user 10001"
inside '
import pathlib
for place in ("/opt/her2-cds/x", "/etc/x", "/x"):
    try:
        pathlib.Path(place).touch()
    except OSError:
        continue
    raise SystemExit(f"could write {place}")
'
echo "writes nowhere but /data and /tmp"
inside '
import importlib.util
assert not any(map(importlib.util.find_spec, ("pip", "setuptools", "wheel")))
'
echo "holds no build tools"
began=$(date +%s)
podman stop -t 10 "$name" >/dev/null
code=$(podman inspect "$name" --format '{{.State.ExitCode}}')
[ "$code" = 0 ]
[ $(( $(date +%s) - began )) -le 10 ]
echo "drains on SIGTERM: exit code 0"

# The other way round: without a client registry the image refuses to serve.
if podman run --rm --network host --read-only --tmpfs /tmp --cap-drop=all -e HER2CDS_PORT="$port" "$image" >/dev/null; then
  echo "served without authentication"; exit 1
fi
echo "refuses to serve without a client registry"
