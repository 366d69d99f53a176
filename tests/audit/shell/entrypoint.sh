#!/bin/sh
# What a shell expands, but for $NONE_A in a comment.                     none: a comment

# idiom: `$NAME` and `${NAME}`
echo $PLAIN_A # reads: PLAIN_A?
echo "${PLAIN_B}" # reads: PLAIN_B?
echo "a $PLAIN_C b ${PLAIN_D}c" # reads: PLAIN_C?, PLAIN_D?
exec uvicorn app:app --port "$(expr "$PLAIN_E" + 1)" # reads: PLAIN_E?
echo "${PLAIN_F%/}" "${#PLAIN_G}" # reads: PLAIN_F?, PLAIN_G?

# idiom: `${NAME:-default}` and its like
echo "${DEFAULT_A:-x}" # reads: DEFAULT_A?
echo ${DEFAULT_B-x} # reads: DEFAULT_B?
: "${DEFAULT_C:=x}" # reads: DEFAULT_C?
echo "${DEFAULT_D:+given}" # reads: DEFAULT_D?
DEFAULT_E=${DEFAULT_E:-x} # reads: DEFAULT_E?
echo "$DEFAULT_E" # none: it is set
echo "${DEFAULT_F:-${DEFAULT_G:-x}}" # reads: DEFAULT_F?, DEFAULT_G?

# idiom: `${NAME:?message}`
: "${NEEDED_A:?set NEEDED_A}" # reads: NEEDED_A
echo "${NEEDED_B?}" # reads: NEEDED_B

# idiom: a text in the lines below
cat <<EOF
url: $HERE_A # reads: HERE_A?
key: ${HERE_B:-x} # reads: HERE_B?
EOF
cat <<'EOF'
$NONE_B none: it is not expanded
EOF

SET_A=x
echo "$SET_A" # none: it is set
export SET_B=x
echo "$SET_B" # none: it is set
for SET_C in a b; do echo "$SET_C"; done # none: it is set
read SET_D SET_E
echo "$SET_D$SET_E" # none: it is set
echo '$NONE_C' # none: a text
echo \$NONE_D # none: a text
echo "\$NONE_E" # none: a text
awk '{ print $NONE_F }' # none: another language
echo $1 $@ $# $? $$ $! # none: the shell's own
echo $lower ${other} # none: a script's own

# idiom: `$NAME` under `set -u`
set -eu
echo "$STRICT_A" # reads: STRICT_A
echo "${STRICT_B:-x}" # reads: STRICT_B?
