# Set-up that ./run and ./test share: sourced by them, for bash. Everything it says goes to standard error, so that
# the standard output of ./run belongs to imgc. Safe to repeat: each step looks first whether it is still needed.
#
# Before use: ROOT is the repository.

SETUP_DIR="$ROOT/obj/setup"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
# Build servers would outlive the build, and Ctrl-C.
export DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*" >&2; }

fail() { # exit code, message
    local code=$1
    shift
    say "$*"
    exit "$code"
}

# --- programs that the person has to install -----------------------------------------------------------------------

major() { printf '%s' "${1#v}" | sed 's/[^0-9].*//'; }

check_programs() {
    command -v dotnet >/dev/null || fail 3 "The .NET SDK is missing: install version 10 or newer from https://dotnet.microsoft.com/download"
    SDK=$(cd "$ROOT" && dotnet --version 2>/dev/null) || fail 3 "The .NET SDK 10 is missing (dotnet finds none that fits global.json): install it from https://dotnet.microsoft.com/download"
    [ "$(major "$SDK")" -ge 10 ] || fail 3 "The .NET SDK is $SDK: install version 10 or newer from https://dotnet.microsoft.com/download"
    command -v node >/dev/null && command -v npm >/dev/null || fail 3 "Node.js or npm is missing: install Node.js 18 or newer from https://nodejs.org"
    local node
    node=$(node --version)
    [ "$(major "$node")" -ge 18 ] || fail 3 "Node.js is $node: install version 18 or newer from https://nodejs.org"
}

# --- packages of the system, which only tests need ------------------------------------------------------------------

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Installs the named packages where they are missing.
check_packages() {
    local missing=() package
    [ $# -gt 0 ] || return 0
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "This is no Debian or Ubuntu: make sure that what these packages hold is installed: $*"
        return 0
    fi
    for package in "$@"; do installed "$package" || missing+=("$package"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        say "Some packages are missing. Run this once, then try again:"
        say "  sudo apt-get install -y --no-install-recommends ${missing[*]}"
        exit 3
    fi
    say "Installing ${missing[*]} ..."
    local log="$SETUP_DIR/apt.log" install=(apt-get install -y --no-install-recommends "${missing[@]}")
    export DEBIAN_FRONTEND=noninteractive
    if ! "${install[@]}" >"$log" 2>&1 9>&-; then
        # The lists are missing or old.
        { apt-get update && "${install[@]}"; } >>"$log" 2>&1 9>&- || {
            tail -n 5 "$log" >&2
            fail 3 "apt-get could not install ${missing[*]}; all it said is in $log"
        }
    fi
}

# --- Node packages -------------------------------------------------------------------------------------------------

install_node_packages() {
    local stamp="$ROOT/node_modules/.installed" wanted
    wanted=$(cat "$ROOT/package.json" "$ROOT/package-lock.json" | sha256sum)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return 0
    say "Installing Azurite and what the page is made with (npm ci) ..."
    (cd "$ROOT" && npm ci --no-audit --no-fund --loglevel=error) >"$SETUP_DIR/npm.log" 2>&1 9>&- || {
        tail -n 10 "$SETUP_DIR/npm.log" >&2
        fail 3 "npm ci failed; all it said is in $SETUP_DIR/npm.log"
    }
    printf '%s\n' "$wanted" >"$stamp"
}

# --- build ---------------------------------------------------------------------------------------------------------

PRODUCT=ImageClassifier.Product.slnf
EVERYTHING=ImageClassifier.Serverless.sln

# A digest of everything that a build depends on: the sources' contents, the SDK, and the property Gpu.
build_inputs() {
    local tests=()
    [ "$1" = "$EVERYTHING" ] || tests=(-o -path ./tests)
    {
        printf '%s\n' "$SDK" "${Gpu:-}"
        (cd "$ROOT" && find . \
            \( -name bin -o -name obj -o -name node_modules -o -name .git -o -name .local -o -name TestResults -o -path ./samples/photos -o -path ./docs \
            -o -path ./bench -o -path ./tests/Page.Tests ${tests[@]+"${tests[@]}"} \) -prune \
            -o -type f ! -name '*.md' ! -name '*.log' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
    } | sha256sum
}

# Builds PRODUCT or EVERYTHING.
build() {
    local target=$1 stamp="$SETUP_DIR/$1.stamp" log="$SETUP_DIR/build.log" what="the programs" now seconds
    [ "$target" = "$PRODUCT" ] || what="the programs and the tests"
    now=$(build_inputs "$target")
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ] && outputs_exist; then return 0; fi
    # Whatever happens now, what is there is no longer what was stamped.
    rm -f "$SETUP_DIR"/*.stamp
    say "Building $what; the first time downloads packages and takes some minutes ..."
    seconds=$SECONDS
    if ! (cd "$ROOT" && dotnet build "$target" --nologo --verbosity quiet -p:UseSharedCompilation=false) >"$log" 2>&1 9>&-; then
        explain_build "$log"
        fail 3 "The build failed; all it said is in $log"
    fi
    say "Built in $((SECONDS - seconds)) s."
    printf '%s\n' "$now" >"$stamp"
    [ "$target" = "$PRODUCT" ] || build_inputs "$PRODUCT" >"$SETUP_DIR/$PRODUCT.stamp"
}

outputs_exist() {
    local output=bin/Release/net10.0
    [ -f "$ROOT/cli/$output/imgc.dll" ] && [ -f "$ROOT/tracking/$output/tracking.dll" ] && [ -f "$ROOT/worker/$output/worker.dll" ] &&
        [ -f "$ROOT/functions/$output/ImageClassifier.Functions.dll" ] && [ -f "$ROOT/host/$output/functions-host.dll" ]
}

explain_build() {
    local missing
    missing=$(grep -oE 'NU110[123]: Unable to find package [A-Za-z0-9._-]+' "$1" | awk '{print $NF}' | sed 's/\.$//' | sort -u | paste -sd, - | sed 's/,/, /g') || true
    if [ -n "$missing" ]; then
        say "The NuGet registry does not have: $missing"
        say "Use a registry that has them; nuget.org does."
    else
        grep -E '(error |error MSB|error NU|error CS)[A-Z0-9]*:' "$1" | sed 's/ \[[^]]*\]$//' | sort -u | head -n 15 >&2 || true
    fi
}

# The whole set-up. Arguments: PRODUCT or EVERYTHING, then further packages.
set_up() {
    local target=$1
    shift
    mkdir -p "$SETUP_DIR"
    check_programs
    # Two at once in one checkout would write the same files.
    if command -v flock >/dev/null; then
        exec 9>"$SETUP_DIR/lock"
        flock -n 9 || { say "Waiting for another ./run or ./test that is setting up ..."; flock 9; }
    fi
    check_packages "$@"
    install_node_packages
    build "$target"
    exec 9>&-
}
