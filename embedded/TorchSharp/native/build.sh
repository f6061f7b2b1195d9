#!/usr/bin/env bash
# Builds libtorch_bridge.so: build.sh OUTPUT_FOLDER [LIBTORCH]
# Called by TorchSharp.csproj. Two builds at once wait for each other.
set -euo pipefail
source="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
output="$1"
libtorch="${2:-}"

fail() {
  # The form in which MSBuild recognizes an error.
  echo "native/build.sh : error TORCH001: $*"
  exit 1
}

missing=()
command -v cmake >/dev/null || missing+=(cmake)
command -v ninja >/dev/null || missing+=(ninja-build)
command -v c++ >/dev/null || missing+=(g++)
if [ -z "$libtorch" ] && [ ! -e /usr/include/ATen/core/dispatch/Dispatcher.h ]; then missing+=(libtorch-dev libopenblas0-openmp); fi
if [ ${#missing[@]} -gt 0 ]; then
  fail "libtorch_bridge.so cannot be built without: ${missing[*]}. Run: apt-get install -y --no-install-recommends ${missing[*]}" \
    "(or set LIBTORCH to the folder of an unpacked libtorch, or build with -p:Torch=nuget)"
fi
if [ -n "$libtorch" ] && [ ! -e "$libtorch/include/ATen/core/dispatch/Dispatcher.h" ]; then
  fail "LIBTORCH is '$libtorch', but $libtorch/include/ATen/core/dispatch/Dispatcher.h does not exist; name the folder that holds libtorch's include/ and lib/"
fi

mkdir -p "$output"
exec 9>"$output/.lock"
flock 9
cmake -S "$source" -B "$output" -G Ninja -DCMAKE_BUILD_TYPE=Release "-DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNDEBUG" "-DLIBTORCH=$libtorch" >"$output/cmake.log" 2>&1 ||
  { cat "$output/cmake.log"; fail "CMake could not configure libtorch_bridge; its log is above"; }
cmake --build "$output" >"$output/build.log" 2>&1 ||
  { cat "$output/build.log"; fail "libtorch_bridge did not compile; the compiler's messages are above"; }
# Ninja leaves a library alone that is up to date; the stamp tells MSBuild so.
touch "$output/libtorch_bridge.so"
