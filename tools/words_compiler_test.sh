#!/bin/sh
# Words that are wrong do not compile, and the compiler says which: words_compiler_test.sh PROGRAM
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
refused() { # what it says, and the table
    printf "$2" > "$folder/words.tsv"
    if said=$("$program" "$folder/words.tsv" "$folder/a" "$folder/b" "$folder/c" 2>&1); then
        echo "taken: $2"; exit 1
    fi
    case "$said" in *"$1"*) ;; *) echo "expected $1, it said: $said"; exit 1 ;; esac
}
program=$1
refused "a: en is missing" 'key\tvi\ten\na\tMột.\t\n'
refused "a: en fills in something else than vi" 'key\tvi\ten\na\tMột <x>.\tOne.\n'
refused "a: xx fills in something else than vi" 'key\tvi\txx?\na\tMột <x>.\tX <y>.\n'
refused "the first language is vi" 'key\ten\tvi\na\tOne.\tMột.\n'
refused "without gaps" 'key\tvi?\na\tMột.\n'
refused "a: vi: a sentence has more than 25 words" "key\tvi\na\t$(seq -s ' ' 30)\n"
