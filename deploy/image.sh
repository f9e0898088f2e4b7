#!/bin/sh
# Builds the image and runs its command line once, with buildah or else with a docker daemon.
# BASE names another base image, IMAGE what it shall be called, BUILD_OPTIONS is given to the builder as it is.
set -eu
image="${IMAGE:-localhost/itinerary:local}"
dockerfile="$(dirname "$0")/Dockerfile"
context="$(dirname "$0")/.."
see='[ "$(id -u)" = 10001 ] && itinerary --help >/dev/null && ! touch /opt/itinerary/x 2>/dev/null && echo "runs as $(id -u), and can change nothing of itself"'

if command -v buildah >/dev/null; then
    # shellcheck disable=SC2086 # options are words
    buildah bud --format docker ${BASE:+--build-arg "BASE=$BASE"} ${BUILD_OPTIONS:-} --tag "$image" --file "$dockerfile" "$context"
    container="$(buildah from "$image")"
    trap 'buildah rm "$container" >/dev/null' EXIT
    buildah run "$container" -- sh -c "$see"
elif docker info >/dev/null 2>&1; then
    # shellcheck disable=SC2086 # options are words
    docker build ${BASE:+--build-arg "BASE=$BASE"} ${BUILD_OPTIONS:-} --tag "$image" --file "$dockerfile" "$context"
    docker run --rm --read-only --entrypoint sh "$image" -c "$see"
else
    echo "neither buildah nor a docker daemon is at hand: install buildah, or start docker, and run this again" >&2
    exit 1
fi
