# shellcheck shell=bash disable=SC2034  # what is set here is used by the scripts that source it
# Shared by the scripts beside it: steps with elapsed time, and new virtual environments.
# Meant to be sourced by bash 3.2 or newer.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root

# What the caller's shell has set up must not decide what is tested, nor how long that takes: without bytecode, each of
# the thousand runs of pytest that the tests start would read all of the plugin's source again.
unset PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE VIRTUAL_ENV PYTEST_ADDOPTS PYTEST_PLUGINS
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore PYTHONNOUSERSITE=1

# Seconds count from the start of the outermost script.
export WSHYGIENE_STEPS_BEGAN=${WSHYGIENE_STEPS_BEGAN:-$(date +%s)}
SECONDS=$(($(date +%s) - WSHYGIENE_STEPS_BEGAN))

# say TEXT: one line of progress with the seconds so far. It goes to stderr, as pip's complaints do.
say() {
    printf '[%4ds] %s\n' "$SECONDS" "$*" >&2
}

# step TEXT COMMAND...: run a long, quiet command; a sign of life every 15 seconds, its output only if it fails.
step() {
    local text=$1 log status=0 waited=0
    shift
    say "$text"
    log=$scratch/step.log
    "$@" >"$log" 2>&1 </dev/null &
    worker=$!
    while kill -0 "$worker" 2>/dev/null; do
        sleep 0.2
        waited=$((waited + 1))
        if [ $((waited % 75)) -eq 0 ]; then say "    ... still at it"; fi
    done
    wait "$worker" || status=$?
    worker=
    if [ "$status" -ne 0 ]; then
        cat "$log" >&2
        say "FAILED with exit code $status: $text"
    fi
    return "$status"
}

# find_python: print a Python of version 3.11 or newer; $PYTHON, if set, must be one.
find_python() {
    local candidate candidates=(python3 python3.14 python3.13 python3.12 python3.11)
    if [ -n "${PYTHON:-}" ]; then candidates=("$PYTHON"); fi
    for candidate in "${candidates[@]}"; do
        if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    say "No Python 3.11 or newer with venv found (tried: ${candidates[*]})."
    say "Name one: PYTHON=/path/to/python3.11 $0. On Debian and Ubuntu venv is a package: python3-venv."
    return 1
}

# make_scratch: a temporary folder, removed when the script ends, as is a step that is still running.
make_scratch() {
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/wshygiene.XXXXXX")
    worker=
    trap 'if [ -n "$worker" ]; then kill "$worker" 2>/dev/null || true; fi; rm -rf "$scratch"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# make_venv: a new virtual environment in $venv. Only WSHYGIENE_KEEP_VENV=FOLDER keeps one, and uses it again.
make_venv() {
    local python
    venv=${WSHYGIENE_KEEP_VENV:-$scratch/venv}
    if [ ! -x "$venv/bin/python" ]; then
        python=$(find_python)
        step "Creating a virtual environment with $("$python" -V)" "$python" -m venv "$venv"
    fi
    step "Upgrading pip" "$venv/bin/python" -m pip install --quiet --upgrade "pip>=25.1"
    PATH=$venv/bin:$PATH
}
