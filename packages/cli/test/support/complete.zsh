# complete.zsh FOLDER LINE…: writes the words that zsh offers at the end of each line, and then `--`, in a terminal of its own.
# FOLDER has the completions as _openrouter-keys.
zmodload zsh/zpty
folder=$1
shift
cat > $folder/setup.zsh <<'SETUP'
PROMPT=''
fpath=($FOLDER $fpath)
autoload -Uz compinit
compinit -u -D
compadd() {
  local -a offered
  # With one of these options compadd fills an array, and offers nothing.
  if (( ! ${@[(I)-[OAD]]} )); then builtin compadd -A offered "$@"; fi
  print -rl -- $offered >> $FOLDER/offered
  builtin compadd "$@"
}
finish() { : > $FOLDER/done; }
zle -N finish
bindkey -e
bindkey '^I' complete-word
bindkey '^X^F' finish
: > $FOLDER/done
SETUP

# Reads what the terminal shows, so that its shell is not held up.
wait_until_done() {
  integer tries=0
  while [[ ! -e $folder/done ]] && (( tries++ < 600 )); do
    zpty -rt shell > /dev/null
    sleep 0.05
  done
  [[ -e $folder/done ]]
}

rm -f $folder/done
zpty shell zsh -f -i
zpty -w shell "FOLDER=${(q)folder}; source ${(q)folder}/setup.zsh"
wait_until_done || exit 1
for line in "$@"; do
  : > $folder/offered
  rm $folder/done
  # ^U empties the line.
  zpty -nw shell $'\x15'"$line"$'\t\x18\x06'
  wait_until_done || exit 1
  cat $folder/offered
  print -- --
done
zpty -d shell
