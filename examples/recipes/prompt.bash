# How many lines are due, before the prompt; source it at the end of ~/.bashrc, as often as you like.
_clienttrack_due() {
    local status=$? count
    count=$("$HOME/.local/bin/clienttrack-due-count") || count='?'
    [ "$count" = 0 ] || printf '[%s due] ' "$count"
    return "$status"
}
case $PS1 in
    *_clienttrack_due*) ;;
    *) PS1='$(_clienttrack_due)'$PS1 ;;
esac
