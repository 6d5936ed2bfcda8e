# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the tests beside it, with their arguments: begins a private session with a display of
# its own and goes on with the test inside, or skips it by name. Gives them
#
#   drive COMMAND…        gui-drive in one process that stays; $seconds is its patience (20)
#   check NAME COMMAND…   one line of TAP; a failure is photographed in $GRADUS_EVIDENCE
#   start [ARGUMENT…]     the program of $1, whose warnings are fatal (or $debug); $app is its process
#   finish                the plan, and what the program said
#   $saved                an empty folder that goes with the test
#
# $GRADUS_LIMIT is how many seconds the whole may take, before it is multiplied with $GRADUS_PATIENCE.
set -u
gradus=$1
tools=${GRADUS_SHARED:-$GRADUS_SOURCE_ROOT/../shared}/tools
if [ ! -x "$tools/gui-session" ] || [ ! -x "$tools/gui-drive" ]; then
  echo "1..1"
  echo "ok 1 ${0##*/} # SKIP the programs that drive a window are not beside this tree"
  exit 0
fi
if [ -z "${INSIDE_SESSION-}" ]; then
  export INSIDE_SESSION=1
  exec "$tools/gui-session" --size 1440x900 --timeout $((${GRADUS_LIMIT:-560} * ${GRADUS_PATIENCE:-1})) -- "$0" "$@"
fi

n=0
failed=0
app=
evidence=${GRADUS_EVIDENCE:-$(mktemp -d)}
saved=$(mktemp -d)
mkdir -p "$evidence"
python=/usr/bin/python3
[ -x "$python" ] || python=python3
coproc "$python" "${BASH_SOURCE[0]%/*}/driver.py" "$tools"
driver=$COPROC_PID
# The numbers of a coproc are unknown in subshells; copies are known.
exec 7<&"${COPROC[0]}" 8>&"${COPROC[1]}"
trap 'kill $app $driver 2>/dev/null; rm -rf "$saved"' EXIT

drive ()
{
  local printed said status
  printf '%s\0' $((${seconds:-20} * ${GRADUS_PATIENCE:-1})) $# "$@" >&8
  IFS= read -r -d '' printed <&7 && IFS= read -r -d '' said <&7 && IFS= read -r -d '' status <&7 ||
    { echo "the driving process is gone" >&2; return 1; }
  printf '%s' "$printed"
  printf '%s' "$said" >&2
  return "$status"
}
check ()
{
  local name=$1; shift
  n=$((n + 1))
  if "$@" >/dev/null 2>"$saved/said"; then echo "ok $n $name"; else
    echo "not ok $n $name"
    sed 's/^/# /' "$saved/said"
    failed=1
    drive screenshot "$evidence/$n.png" && echo "# picture: $evidence/$n.png"
    drive tree >"$evidence/$n.txt"
  fi
}
start ()
{
  G_DEBUG=${debug-fatal-warnings} "$gradus" "$@" >>"$saved/log" 2>&1 &
  app=$!
}
finish ()
{
  echo "1..$n"
  echo "# $SECONDS seconds"
  sed 's/^/# /' "$saved/log"
  exit $failed
}

# --- What several tests do in the window ---

# choose_template TITLE: from the gallery, as somebody who clicks again where nothing happened.
choose_template ()
{
  for _ in 1 2 3; do
    drive click "table-cell:$1" && seconds=8 drive wait-for "button:Layer palette" --state sensitive &&
      return
  done
  return 1
}
# seek WORD: layers by their name, in the search of the palette, whose text is selected there.
seek ()
{
  drive key ctrl+f && drive wait-for "entry:Find a layer" --state focused && drive type "$1" &&
    drive wait-for "entry:Find a layer" --text "$1"
}
# insert WORD: the first that is found, below what is selected.
insert () { seek "$1" && drive key Return; }
# pick CARD: clicks a card of the spine until it is the selected one. What was chosen before can
# move the cards just when the pointer gets there.
pick ()
{
  for _ in 1 2 3; do
    drive click "Layer Stack > $1" && seconds=4 drive wait-for "Layer Stack > $1" --state selected &&
      return
  done
  return 1
}
# by_pointer COMBO ENTRY WIDGET...: as somebody with a mouse, who sees the list before pointing at it
# and points again where a click was lost. (GTK loses clicks on a popover that has only just opened.)
by_pointer ()
{
  local combo=$1 entry=$2; shift 2
  drive click "$combo" || return
  for _ in 1 2 3; do
    drive wait-for "$combo > label:$entry" && sleep 1
    seconds=4 drive click "$combo > label:$entry" && seconds=5 drive wait-for "$@" && return
  done
  return 1
}
# by_keys COMBO ENTRY WIDGET...: as somebody without a mouse.
by_keys ()
{
  local combo=$1 entry=$2 place; shift 2
  drive focus "$combo" && drive key Return && drive wait-for "$combo > label:$entry" || return
  sleep 1
  # The entries come after the list that shows the chosen one.
  place=$(drive tree | awk -v combo="combo-box '${combo#combo:}" -v entry="label '$entry" '
    BEGIN { sub (/[*]$/, "", combo); sub (/[*]$/, "", entry) }
    !index ($0, combo) && !inside { next }
    index ($0, combo) { inside = 1; next }
    /combo-box/ { exit }
    /GtkListView/ { n_lists++ }
    n_lists == 2 && / label / { if (index ($0, entry)) { print n + 0; exit } n++ }')
  [ -n "$place" ] || { echo "no entry $entry" >&2; return 1; }
  drive key Home
  for _ in $(seq "$place"); do drive key Down; done
  drive key Return
  drive wait-for "$@"
}
# choose COMBO ENTRY WIDGET...: chooses an entry until the window shows what follows from it.
choose ()
{
  local how
  for how in by_pointer by_keys by_pointer; do
    $how "$@" && return
    echo "$1 > $2: not $how" >&2
    drive key Escape
  done
  return 1
}

# --- The pad of Predict ---

# verdict: the label after "It reads a", or nothing.
verdict ()
{
  drive tree | grep -A1 "label 'It reads an\{0,1\}'" | sed -n "2s/.*label '\([^']*\)'.*/\1/p"
}
# reads DIGIT: waits until the network reads it.
reads ()
{
  local said
  for _ in $(seq $((10 * ${GRADUS_PATIENCE:-1}))); do
    said=$(verdict)
    [ "$said" = "$1" ] && return
    sleep 0.5
  done
  echo "the network reads '$said', not $1" >&2
  return 1
}
# stroke X,Y...: places in per cent of the pad, 0,0 its middle.
stroke ()
{
  local x y middle_x middle_y side is_down=
  drive hover "Pad to draw a digit" || return
  eval "$(xdotool getmouselocation --shell | sed -n 's/^X=/middle_x=/p; s/^Y=/middle_y=/p')"
  side=$(drive find "Pad to draw a digit" | sed -n "s/.* \([0-9]*\)x[0-9]*.*/\1/p" | head -1)
  for place in "$@"; do
    x=${place%,*}; y=${place#*,}
    xdotool mousemove $((middle_x + x * side / 100)) $((middle_y + y * side / 100))
    [ -n "$is_down" ] || { xdotool mousedown 1; is_down=1; }
    sleep 0.03
  done
  xdotool mouseup 1
}
zero=(0,-34 -12,-29 -19,-15 -20,0 -18,16 -10,30 0,34 11,29 18,15 20,0 18,-16 11,-29 0,-34)
