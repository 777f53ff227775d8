#!/bin/sh
# Instructions of the hot kernels (kernels.cpp), as valgrind counts them, beside those in counts.txt:
#   sh benchmarks/instructions/count.sh               fails if a kernel takes over 5 % more
#   sh benchmarks/instructions/count.sh --update      writes counts.txt
#   sh benchmarks/instructions/count.sh --self-test   the same as without, and proves that it can fail
# Only the program's own instructions count, not those of the C library, which differ with the processor.
# CXX, CXXFLAGS and EIGEN (a folder) may be set; counts depend on the compiler, so its version is noted.
set -eu
case $#${1:-} in
0 | 1--update | 1--self-test) ;;
*) echo "usage: count.sh [--update | --self-test]" >&2; exit 2 ;;
esac
here=$(dirname "$0")
recorded=$here/counts.txt
flags=${CXXFLAGS:--O3 -DNDEBUG}
compiler=${CXX:-g++}
eigen=${EIGEN:-/usr/include/eigen3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# own FILE...: "name instructions/unit unit" of each dump; self cost only, in functions of the program.
own() {
  awk '
    FNR == 1 { label = ""; inside = called = sum = 0 }
    /^desc: Trigger: Client Request: / { sub(/^desc: Trigger: Client Request: */, ""); label = $0 }
    /^ob=/ { inside = /\/kernels$/; next }
    /^calls=/ { called = 1; next }       # the next line is what the callee took
    /^[0-9+*-]/ { if (called) called = 0; else if (inside) sum += $2; next }
    /^totals:/ && label != "" {
      split(label, part, " "); printf "%s %.4g %s\n", part[1], sum / part[2], part[3]; label = ""
    }' "$@"
}

# compare OLD NEW: says what grew by more than 5 %, is missing or is new; false if anything is.
compare() {
  awk '
    /^#/ { next }
    FNR == NR { old[$1] = $2; next }
    !($1 in old) { printf "%s: not in counts.txt; add it with --update\n", $1; bad = 1; next }
    { seen[$1] = 1; change = 100 * ($2 / old[$1] - 1) }
    change > 5 { printf "%s: %s instructions per %s, %.1f %% more than %s\n", $1, $2, $3, change, old[$1]
                 bad = 1 }
    change < -5 { printf "%s: %s instructions per %s, %.1f %% less than %s: hold on to it with --update\n",
                  $1, $2, $3, -change, old[$1] }
    END {
      for (name in old) if (!(name in seen)) { printf "%s: no longer counted\n", name; bad = 1 }
      exit bad
    }' "$1" "$2"
}

version=$("$compiler" -dumpversion)
header="# $(basename "$compiler") $version $flags"

# shellcheck disable=SC2086  # a list of flags
"$compiler" -std=c++20 $flags -I "$here/../../include" -isystem "$eigen" "$here/kernels.cpp" \
  -o "$work/kernels"
valgrind --tool=callgrind --callgrind-out-file="$work/out" --compress-strings=no \
  --compress-pos=no --dump-line=no \
  "$work/kernels" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
# shellcheck disable=SC2046  # names without spaces, in the order of their numbers
own $(ls "$work"/out.* | sort -t. -k3n) >"$work/counts"
[ -s "$work/counts" ] && ! grep -q ' 0 ' "$work/counts" || { cat "$work/log"; echo "count.sh: valgrind left no counts"; exit 1; }

if [ "${1:-}" = --update ]; then
  { echo "# Instructions per unit of work, by count.sh --update. Compared with these in CI: 5 % at most."
    echo "$header"
    cat "$work/counts"; } >"$recorded"
  exit 0
fi
if ! grep -qxF "$header" "$recorded"; then
  echo "counts.txt was made by $(sed -n 's/^# \(g++\|clang\|c++\)/\1/p' "$recorded"), this is ${header#\# }:" \
    "take the same, or --update"
  exit 1
fi
if [ "${1:-}" = --self-test ]; then
  for change in 1.04 1.06; do # made up: as if the first kernel had taken so much less before
    awk -v by=$change '!done { $2 /= by; done = 1 } { print }' "$work/counts" >"$work/old"
    if compare "$work/old" "$work/counts" >"$work/said"; then grown=no; else grown=yes; fi
    case $change$grown in
      1.04no | 1.06yes) ;;
      *) cat "$work/said"; echo "count.sh: growth by $change was judged wrongly"; exit 1 ;;
    esac
  done
  sed 1d "$work/counts" >"$work/old"
  ! compare "$work/old" "$work/counts" >/dev/null || { echo "count.sh: a new kernel went unnoticed"; exit 1; }
  ! compare "$work/counts" "$work/old" >/dev/null || { echo "count.sh: a lost kernel went unnoticed"; exit 1; }
fi
compare "$recorded" "$work/counts" || exit 1
echo "$(wc -l <"$work/counts") kernels, none more than 5 % above counts.txt"
