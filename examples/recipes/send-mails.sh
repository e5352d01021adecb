#!/bin/sh
# Sends every mail (*.eml) of a folder with msmtp, each once, and moves what was sent into the folder `sent` in it.
#
#   clienttrack remind --eml ~/outbox     # read the mails over, take away what is not to go out
#   clienttrack-send-mails ~/outbox
#
# A reminder that was sent before keeps its Message-ID until its line has another day: it is not sent again but put
# into `skipped`. A mail that msmtp refuses stays where it is, and the script ends with 1.
set -eu

say() { printf 'clienttrack-send-mails: %s\n' "$*" >&2; }

if [ "$#" -ne 1 ] || [ ! -d "$1" ]; then
    say "name the folder of the mails, as in: clienttrack-send-mails ~/outbox"
    exit 2
fi
if ! command -v msmtp >/dev/null; then
    say "msmtp was not found; install it and set up your account in ~/.msmtprc"
    exit 127
fi
case $1 in
    /*) folder=$1 ;;
    *) folder=./$1 ;;
esac
sending=$folder/sending

umask 077
if ! mkdir "$sending"; then
    say "another run is at work, or one was stopped half-way: look into '$sending', move its mails to '$folder' or" \
        "'$folder/sent', and remove it"
    exit 1
fi
mkdir -p "$folder/sent" "$folder/skipped"

failed=0
for mail in "$folder"/*.eml; do
    [ -f "$mail" ] || continue
    id=$(tr -d '\r' <"$mail" | sed -n -e '/^$/q' -e 's/^Message-ID: *<\([0-9a-f]\{32\}\)@.*/\1/p')
    if [ -z "$id" ]; then
        say "'$mail' is no mail of clienttrack, it is left there"
        failed=1
    elif [ -e "$folder/sent/$id.eml" ]; then
        say "'$mail' was sent before and is not sent again"
        mv -f "$mail" "$folder/skipped/"
    else
        mv "$mail" "$sending/$id.eml"
        if msmtp -t <"$sending/$id.eml"; then
            mv "$sending/$id.eml" "$folder/sent/$id.eml"
        else
            say "msmtp did not take '$mail', it is left there"
            mv "$sending/$id.eml" "$mail"
            failed=1
        fi
    fi
done
rmdir "$sending"
exit "$failed"
