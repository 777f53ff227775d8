#!/bin/sh
# What descent/descent.hpp costs at compile time, beside <Eigen/Core> and the same loop written by hand:
#   sh benchmarks/compile_times.sh [ROUNDS]       seconds of the compiler, median and least, in turns
#   sh benchmarks/compile_times.sh --count        its instructions, by valgrind; fails above the limit
#   sh benchmarks/compile_times.sh --headers      what each header adds to <Eigen/Core>, in instructions
# CXX, CXXFLAGS and EIGEN (a folder) may be set. --count and --headers need g++ and valgrind.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
include=$here/../include
compiler=${CXX:-g++}
flags=${CXXFLAGS:--O2}
eigen=${EIGEN:-/usr/include/eigen3}
limit=1.5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

cat >"$work/hand.cpp" <<'CODE'
#include <Eigen/Core>

#include <cmath>
#include <cstdio>

int main() {
    Eigen::Vector2d theta{3, -1}, gradient, next;
    double cost = 0, norm = 1;
    int k = 0;
    for (; k < 1000 && norm > 1e-8; ++k) {
        cost = theta.squaredNorm();
        gradient = 2 * theta;
        norm = gradient.cwiseAbs().maxCoeff();
        if (!std::isfinite(cost)) {
            break;
        }
        next.noalias() = theta - 0.1 * gradient;
        theta.swap(next);
    }
    std::printf("%d %g %g %g\n", k, cost, theta[0], theta[1]);
}
CODE
cat >"$work/library.cpp" <<'CODE'
#include <descent/descent.hpp>

#include <cstdio>

int main() {
    const descent::GradientDescent optimizer{
        descent::rate::Constant{0.1},
        descent::stop::GradientBelow{1e-8} | descent::stop::AfterIterations{1000}};
    const auto result = optimizer.minimize(descent::cost::QuadraticBowl{}, Eigen::Vector2d{3, -1});
    std::printf("%d %g %g %g\n", int(result.iterations), result.cost, result.theta[0], result.theta[1]);
}
CODE

# compile FILE: in this shell's child, so that `times` counts it
compile() {
  # shellcheck disable=SC2086  # a list of flags
  "$compiler" -std=c++20 $flags -I "$include" -isystem "$eigen" -c "$1" -o "$work/object"
}

# seconds FILE: of user and system time
seconds() {
  (compile "$1"; times) | awk 'NR == 2 {
    for (i = 1; i <= 2; ++i) { split($i, part, /[ms]/); sum += 60 * part[1] + part[2] }
    printf "%.3f\n", sum }'
}

# instructions FILE: in millions, of the compiler proper, which the driver starts
instructions() {
  # shellcheck disable=SC2086
  "$compiler" -std=c++20 $flags -I "$include" -isystem "$eigen" -S "$1" -o "$1.object" \
    -wrapper valgrind,--tool=callgrind,--callgrind-out-file=/dev/null,--log-file="$1.log"
  awk '/Collected/ { printf "%.0f\n", $4 / 1e6 }' "$1.log"
}

median() { sort -n "$1" | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
least() { sort -n "$1" | sed -n 1p; }

case ${1:-} in
--count)
  instructions "$work/hand.cpp" >"$work/by_hand" & # side by side: counts do not mind
  library=$(instructions "$work/library.cpp")
  wait
  by_hand=$(cat "$work/by_hand")
  awk -v h="$by_hand" -v l="$library" -v limit="$limit" 'BEGIN {
    printf "by hand %d million instructions, descent.hpp %d million: %.2f times, at most %s\n",
      h, l, l / h, limit
    exit !(h > 0 && l > 0 && l <= limit * h) }'
  ;;
--headers)
  echo '#include <Eigen/Core>' >"$work/core.cpp"
  core=$(instructions "$work/core.cpp")
  printf '%-45s %6d\n' '<Eigen/Core>, million instructions' "$core"
  (cd "$include" && find descent -name '*.hpp' | LC_ALL=C sort) >"$work/headers"
  while read -r header; do
    printf '#include <Eigen/Core>\n#include <%s>\n' "$header" >"$work/header.cpp"
    whole=$(instructions "$work/header.cpp")
    awk -v name="$header" -v w="$whole" -v c="$core" 'BEGIN {
      printf "%-45s %+6d  %+5.1f %%\n", name, w - c, 100 * (w - c) / c }'
  done <"$work/headers"
  ;;
*)
  rounds=${1:-7}
  case $rounds in
  *[!0-9]* | '' | 0*) echo "usage: compile_times.sh [ROUNDS | --count | --headers], ROUNDS >= 1" >&2; exit 2 ;;
  esac
  compile "$work/hand.cpp" # reads everything into the file cache
  compile "$work/library.cpp"
  round=0
  while [ "$round" -lt "$rounds" ]; do
    seconds "$work/hand.cpp" >>"$work/by_hand"
    seconds "$work/library.cpp" >>"$work/library"
    round=$((round + 1))
  done
  printf 'by hand      median %s s, least %s s\n' "$(median "$work/by_hand")" "$(least "$work/by_hand")"
  printf 'descent.hpp  median %s s, least %s s\n' "$(median "$work/library")" "$(least "$work/library")"
  awk -v m="$(median "$work/library")" -v n="$(median "$work/by_hand")" -v l="$(least "$work/library")" \
    -v k="$(least "$work/by_hand")" -v limit="$limit" 'BEGIN {
      printf "ratio        %.2f of the medians, %.2f of the least; at most %s\n", m / n, l / k, limit }'
  ;;
esac
