#!/bin/sh
# Shows the most urgent lines of the morning list as a notification of the desktop; a later one takes its place.
set -eu

PATH=$HOME/.local/bin:$PATH

if ! command -v notify-send >/dev/null; then
    printf 'clienttrack-notify-due: notify-send was not found; it is in the package libnotify or libnotify-bin\n' >&2
    exit 127
fi

show() { notify-send --app-name=clienttrack --hint=string:x-canonical-private-synchronous:clienttrack "$@"; }

if ! count=$(clienttrack due --count) || ! lines=$(clienttrack due --limit 5); then
    show --urgency=critical -- "clienttrack failed" "Type 'clienttrack due' to see why."
    exit 1
fi
[ "$count" -ne 0 ] || exit 0
# A notification takes <b> for markup.
show -- "$count due" "$(printf '%s\n' "$lines" | sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g')"
