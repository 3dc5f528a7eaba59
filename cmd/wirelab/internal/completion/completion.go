// Package completion has the scripts that let shells complete wirelab's commands and options.
package completion

import (
	"fmt"
	"strings"
)

// Option is what a script adds to the words typed so far, to ask what may come next.
const Option = "--generate-bash-completion"

// Shells are those that there is a script for.
var Shells = []string{"bash", "zsh", "fish"}

// Script returns the script for a shell. It asks the program what may come next, by adding Option to the words
// typed so far.
func Script(shell string) (string, error) {
	switch shell {
	case "bash":
		return bash, nil
	case "zsh":
		return "autoload -U +X bashcompinit && bashcompinit\n" + bash, nil
	case "fish":
		return fish, nil
	}
	return "", fmt.Errorf("there is no completion for %q: there is for %s", shell, strings.Join(Shells, ", "))
}

const bash = `_wirelab() {
    local cur=${COMP_WORDS[COMP_CWORD]} words=("${COMP_WORDS[@]:0:COMP_CWORD}")
    [[ $cur == -* ]] && words+=("$cur")
    COMPREPLY=($(compgen -W "$("${words[@]}" ` + Option + ` 2>/dev/null)" -- "$cur"))
}
complete -o bashdefault -o default -F _wirelab wirelab
`

const fish = `function __wirelab
    set -l words (commandline -opc)
    set -l cur (commandline -ct)
    string match -q -- '-*' $cur; and set -a words $cur
    $words ` + Option + ` 2>/dev/null
end
complete -c wirelab -a '(__wirelab)'
`
