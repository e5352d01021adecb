#!/bin/sh
# Mails the digest of the morning to yourself, once a day however often it runs; from cron or a systemd timer.
#
# The settings must say who you are: sender = "Your Name <you@example.com>" under [mail].
set -eu

PATH=$HOME/.local/bin:$PATH
outbox=${XDG_STATE_HOME:-$HOME/.local/state}/clienttrack/digest

umask 077
mkdir -p "$outbox"
clienttrack --yes remind --digest --html --eml "$outbox"
clienttrack-send-mails "$outbox"
