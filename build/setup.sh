# Set-up that ./run and ./test share: sourced by them, for bash. Everything it says goes to standard error, so that
# the standard output of ./run belongs to imgc. Safe to repeat: each step looks first whether it is still needed.
#
# Before use: ROOT is the repository.

SETUP_DIR="$ROOT/obj/setup"

# Whether anything can be written into the repository: without, what is built already still runs.
WRITABLE=yes

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
# Locks are how two imgc on one state folder know of each other.
unset DOTNET_SYSTEM_IO_DISABLEFILELOCKING
# Build servers would outlive the build, and Ctrl-C.
export DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*" >&2; }

fail() { # exit code, message
    local code=$1
    shift
    say "$*"
    exit "$code"
}

# --- the folders that every program takes for granted ----------------------------------------------------------------

# Not [ -w ]: that is always true for root, also on a disk that is mounted read-only.
is_writable() { # folder
    local probe
    [ -d "$1" ] && probe=$(mktemp "$1/.probe.XXXXXX" 2>/dev/null) && rm -f "$probe"
}

# Ends here when a disk is full; then that is the cause, whatever failed because of it.
check_disks() {
    local folder free
    for folder in "$ROOT" "${NUGET_PACKAGES:-}" "${HOME-}" "${TMPDIR:-/tmp}"; do
        [ -d "$folder" ] || continue
        free=$(df -Pk "$folder" 2>/dev/null | awk 'NR == 2 && $2 > 0 { print $4 }')
        [ -z "$free" ] || [ "$free" -ge 20480 ] || fail 3 "The disk of $folder is full ($((free / 1024)) MB left): make room, then start again"
    done
}

read_only() { # what would have to be written
    fail 3 "$ROOT cannot be written, and $1; build it once as a user who can write there, or copy it to a folder of your own"
}

# dotnet, NuGet and npm write below HOME and into TMPDIR, and what they say when they cannot leads nobody to the cause.
check_folders() {
    mkdir -p "$SETUP_DIR" 2>/dev/null && is_writable "$SETUP_DIR" || WRITABLE=no
    [ $WRITABLE = yes ] || check_disks
    local home=${HOME-}
    [ -n "$home" ] || home=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6) || true
    if [ -n "$home" ] && is_writable "$home"; then
        export HOME=$home
    else
        check_disks
        [ $WRITABLE = yes ] || fail 3 "Neither HOME (${home:-not set}) nor $ROOT can be written; set HOME to a folder that can"
        export HOME="$SETUP_DIR/home"
        mkdir -p "$HOME"
        say "HOME (${home:-not set}) cannot be written: packages and caches go to $HOME"
    fi
    local temporary=${TMPDIR:-/tmp}
    if ! is_writable "$temporary"; then
        if [ "$temporary" != /tmp ] && is_writable /tmp; then
            export TMPDIR=/tmp
        else
            [ $WRITABLE = yes ] || fail 3 "The folder for temporary files, $temporary, cannot be written; set TMPDIR to one that can"
            export TMPDIR="$SETUP_DIR/tmp"
            mkdir -p "$TMPDIR"
        fi
        say "The folder for temporary files, $temporary, cannot be written: uses $TMPDIR"
    fi
}

# --- programs that the person has to install -----------------------------------------------------------------------

major() { printf '%s' "${1#v}" | sed 's/[^0-9].*//'; }

check_programs() {
    command -v dotnet >/dev/null || fail 3 "The .NET SDK is missing: install version 10 or newer from https://dotnet.microsoft.com/download"
    local said
    said=$(cd "$ROOT" && dotnet --version 2>&1) || {
        case $said in
            *"SDK"*"not found"* | *"No .NET SDKs were found"* | *"compatible .NET SDK"*)
                fail 3 "The .NET SDK 10 is missing (dotnet finds none that fits global.json): install it from https://dotnet.microsoft.com/download" ;;
            *) fail 3 "dotnet --version failed, so the .NET SDK cannot be used: $(printf '%s' "$said" | head -n 3)" ;;
        esac
    }
    # Warnings come first.
    SDK=$(printf '%s\n' "$said" | tail -n 1)
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
    [ $WRITABLE = yes ] || read_only "the log of an installation is kept there"
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
    wanted=$(cat "$ROOT/package.json" "$ROOT/package-lock.json" "$ROOT/build/azurite.cjs" | sha256sum)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return 0
    [ $WRITABLE = yes ] || read_only "Azurite is not installed yet"
    say "Installing Azurite and what the page is made with (npm ci) ..."
    (cd "$ROOT" && npm ci --no-audit --no-fund --loglevel=error) >"$SETUP_DIR/npm.log" 2>&1 9>&- || {
        check_disks
        tail -n 10 "$SETUP_DIR/npm.log" >&2
        fail 3 "npm ci failed; all it said is in $SETUP_DIR/npm.log"
    }
    node "$ROOT/build/azurite.cjs" --bundle >>"$SETUP_DIR/npm.log" 2>&1 9>&- || say "Azurite could not be put into one file: it starts more slowly."
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
    [ $WRITABLE = yes ] || read_only "$what are not built yet"
    # Whatever happens now, what is there is no longer what was stamped.
    rm -f "$SETUP_DIR"/*.stamp
    say "Building $what; the first time downloads packages and takes some minutes ..."
    seconds=$SECONDS
    # One compiler for all projects builds almost twice as fast as one each. It is this build's own, and ends with it.
    local compiler="imgc-$$-$RANDOM"
    trap 'stop_compiler "$compiler"' EXIT
    # MSBuild takes every variable of the environment for a property, and some machines set these.
    if ! (cd "$ROOT" && unset Configuration CONFIGURATION Platform PLATFORM Version VERSION OutputPath OutDir TargetFramework RuntimeIdentifier && dotnet build "$target" --nologo --verbosity quiet -p:UseSharedCompilation=true -p:SharedCompilationId="$compiler") >"$log" 2>&1 9>&-; then
        check_disks
        explain_build "$log"
        fail 3 "The build failed; all it said is in $log"
    fi
    say "Built in $((SECONDS - seconds)) s."
    stop_compiler "$compiler"
    trap - EXIT
    printf '%s\n' "$now" >"$stamp"
    [ "$target" = "$PRODUCT" ] || build_inputs "$PRODUCT" >"$SETUP_DIR/$PRODUCT.stamp"
}

stop_compiler() { # its pipe
    local sdks
    sdks=$(dotnet --list-sdks | sed -n "s/^$SDK \[\(.*\)\]\$/\1/p")
    dotnet exec "$sdks/$SDK/Roslyn/bincore/VBCSCompiler.dll" "-pipename:$1" -shutdown >/dev/null 2>&1 9>&- || true
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
    check_folders
    check_programs
    # Two at once in one checkout would write the same files.
    if [ $WRITABLE = yes ] && command -v flock >/dev/null; then
        true 2>/dev/null >>"$SETUP_DIR/lock" || read_only "its files belong to another user"
        exec 9>"$SETUP_DIR/lock"
        flock -n 9 || { say "Waiting for another ./run or ./test that is setting up ..."; flock 9; }
    fi
    check_packages "$@"
    install_node_packages
    build "$target"
    exec 9>&-
}
