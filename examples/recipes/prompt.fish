# How many lines are due, before the prompt; source it at the end of ~/.config/fish/config.fish, as often as you like.
if not functions --query _clienttrack_prompt_before
    functions --query fish_prompt; or function fish_prompt
        echo -n '> '
    end
    functions --copy fish_prompt _clienttrack_prompt_before
    function fish_prompt
        set --local last $status
        set --local count ("$HOME/.local/bin/clienttrack-due-count"); or set count '?'
        test "$count" = 0; or echo -n "[$count due] "
        # The prompt that follows may show the status of the last command.
        _clienttrack_set_status $last
        _clienttrack_prompt_before
    end
    function _clienttrack_set_status
        return $argv[1]
    end
end
